import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import { type ActionId, actions, keysOf } from './actions.ts';
import { matchesKey, writesText } from './key-match.ts';
import { session } from './session.ts';

/** What an action does on the screen that is open, and whether it can be done now. */
export interface ActionBinding {
  readonly run: () => void;
  readonly enabled: boolean;
}
export type ActionBindings = Partial<Record<ActionId, ActionBinding>>;

/** Holds the bindings of the open screens and answers the keyboard; one for the whole window. */
export function ActionProvider({ children }: { readonly children: ReactNode }) {
  const store = useMemo(createStore, []);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    // The first to hear of a key, so that a covered window keeps it from all that listens beneath.
    window.addEventListener('keydown', (event) => answerCovered(event, store), { capture: true, signal });
    window.addEventListener('keydown', (event) => answer(event, store), { signal });
    return () => stop.abort();
  }, [store]);
  return <Store.Provider value={store}>{children}</Store.Provider>;
}

/** Binds actions for as long as the calling component is on screen. */
export function useBindings(bindings: ActionBindings): void {
  const store = useStore();
  const owner = useRef(Symbol('bindings'));
  useEffect(() => {
    store.bind(owner.current, bindings);
  });
  useEffect(() => {
    const key = owner.current;
    return () => store.bind(key, null);
  }, [store]);
}

/** An action as a button needs it: its key and what it does now; `undefined` where no open screen has it. */
export function useAction(id: ActionId): (ActionBinding & { readonly keyName: string }) | undefined {
  const store = useStore();
  const binding = useAllBindings()[id];
  return (
    binding && {
      enabled: binding.enabled,
      run: () => store.bindings[id]?.run(),
      keyName: keysOf(id)[0] ?? '',
    }
  );
}

/** Every action that an open screen has bound. */
export function useAllBindings(): ActionBindings {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => store.bindings);
}

interface BindingStore {
  readonly bindings: ActionBindings;
  bind(owner: symbol, bindings: ActionBindings | null): void;
  subscribe(listener: () => void): () => void;
}

const Store = createContext<BindingStore | null>(null);

function useStore(): BindingStore {
  const store = useContext(Store);
  if (!store) throw new Error('Actions are used outside of their provider.');
  return store;
}

function createStore(): BindingStore {
  const owners = new Map<symbol, ActionBindings>();
  const listeners = new Set<() => void>();
  const store = {
    bindings: {} as ActionBindings,
    bind(owner: symbol, bindings: ActionBindings | null) {
      const before = owners.get(owner);
      if (bindings === null) owners.delete(owner);
      else owners.set(owner, bindings);
      const merged: ActionBindings = Object.assign({}, ...owners.values());
      const same = before !== undefined && bindings !== null && sameButtons(before, bindings);
      if (same) {
        // Buttons need no new render; the keyboard and they must still run the newest functions.
        for (const id of Object.keys(merged) as ActionId[])
          Object.assign(store.bindings, { [id]: merged[id] });
        return;
      }
      store.bindings = merged;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return store;
}

function sameButtons(a: ActionBindings, b: ActionBindings): boolean {
  const ids = Object.keys(a) as ActionId[];
  return ids.length === Object.keys(b).length && ids.every((id) => a[id]?.enabled === b[id]?.enabled);
}

function answer(event: KeyboardEvent, store: BindingStore): void {
  if (event.defaultPrevented || event.isComposing) return;
  for (const { id } of actions) {
    if (!keysOf(id).some((key) => matchesKey(event, key))) continue;
    const typing = isTyping(event.target);
    if (typing && writesText(event)) return;
    const binding = store.bindings[id];
    if (binding === undefined && !/^F\d/.test(event.key) && !event.ctrlKey) return;
    // The browser's own meaning (F5 reloads, Ctrl+S saves the page) is never wanted here, even when the action is not.
    event.preventDefault();
    if (behindDialog() && !everywhere.has(id)) return;
    if (!event.repeat && binding?.enabled) binding.run();
    else if (event.repeat && repeating.has(id) && binding?.enabled) binding.run();
    return;
  }
}

/** A covered window answers a few keys, lets people write, and keeps every other key from what is beneath. */
function answerCovered(event: KeyboardEvent, store: BindingStore): void {
  if (!session.isCovered()) return;
  event.stopImmediatePropagation();
  const id = onCover.find((each) => keysOf(each).some((key) => matchesKey(event, key)));
  const binding = id && store.bindings[id];
  const ofBrowser = /^F\d/.test(event.key) || (event.ctrlKey && !/^Key[ACVXZ]$/.test(event.code));
  if (binding || ofBrowser) event.preventDefault();
  if (binding?.enabled && !event.repeat) binding.run();
}

const onCover: readonly ActionId[] = ['switchLanguage', 'lock', 'changeOfficer', 'signOut'];
/** Whatever stands before the screen, the beam can be stopped. */
const everywhere = new Set<ActionId>([
  'search',
  'showKeys',
  'switchLanguage',
  'lock',
  'changeOfficer',
  'abortScan',
]);
const repeating = new Set<ActionId>(
  actions.filter((action) => action.group === 'picture').map((action) => action.id),
);

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select'))
  );
}

function behindDialog(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}
