import { type CSSProperties, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { SeenCells } from './coverage.ts';
import type { TileSource } from './tile-source.ts';
import type { Display } from './transfer.ts';
import { createViewer, type Viewer, type ViewerEvents } from './viewer.ts';

/**
 * The viewer as a React component; it fills its parent. Commands go through `ref`, which is null until it is mounted
 * and changes when the viewer had to be made anew after its worker failed.
 */
export function ScanViewer(props: ScanViewerProps) {
  const { source, label, className, style, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [restarts, setRestarts] = useState(0);
  const last = useRef<{ readonly viewer: Viewer; readonly failure: ViewerEvents['failure'] } | null>(null);

  useEffect(() => {
    latest.current = props;
  });

  // A canvas can be given to a worker once only, so each viewer gets a canvas of its own.
  useEffect(() => {
    if (!host.current) return;
    const canvas = document.createElement('canvas');
    Object.assign(canvas.style, { display: 'block', width: '100%', height: '100%' });
    host.current.append(canvas);
    const before = restarts > 0 ? (last.current?.viewer ?? null) : null;
    const processor = processorAfter(last.current);
    const made = createViewer(canvas, latest.current.source, {
      label: latest.current.label,
      ...(latest.current.initialDisplay && { display: latest.current.initialDisplay }),
      ...(before && { display: before.display }),
      seen: before?.seenCells ?? seenBefore(latest.current),
      ...(before?.view && !before.view.fitted && { view: before.view.at }),
      ...(processor && { processor }),
    });
    if (before?.view?.flipped) made.flip();
    const stops = [
      made.on('view', (view) => latest.current.onView?.(view)),
      made.on('display', (display) => latest.current.onDisplay?.(display)),
      made.on('fidelity', (fidelity) => latest.current.onFidelity?.(fidelity)),
      made.on('cursor', (cursor) => latest.current.onCursor?.(cursor)),
      made.on('seen', (seen) => latest.current.onSeen?.(seen)),
      made.on('processor', (because) => latest.current.onProcessor?.(because)),
      made.on('failure', (failure) => {
        latest.current.onFailure?.(failure);
        if (!endsViewer(failure) || restarts >= mostRestarts) return;
        last.current = { viewer: made, failure };
        setRestarts(restarts + 1);
      }),
    ];
    if (made.view) latest.current.onView?.(made.view);
    if (made.seen > 0) latest.current.onSeen?.(made.seen);
    setViewer(made);
    return () => {
      for (const stop of stops) stop();
      made.destroy();
      canvas.remove();
      setViewer(null);
    };
  }, [restarts]);

  const shown = useRef<{ viewer: Viewer; source: TileSource | null } | null>(null);
  useEffect(() => {
    if (!viewer) return;
    if (shown.current?.viewer === viewer && shown.current.source !== source)
      viewer.show(source, seenBefore(latest.current));
    shown.current = { viewer, source };
  }, [viewer, source]);
  useEffect(() => viewer?.setLabel(label), [viewer, label]);
  useImperativeHandle<Viewer | null, Viewer | null>(ref, () => viewer, [viewer]);

  return <div ref={host} className={className} style={{ width: '100%', height: '100%', ...style }} />;
}

export interface ScanViewerProps {
  /** Null: nothing to show yet; the graphics are got ready all the same. Keep it the same object while it is the same picture. */
  readonly source: TileSource | null;
  /** What the picture is called for someone who cannot see it. */
  readonly label: string;
  readonly ref?: Ref<Viewer | null>;
  readonly initialDisplay?: Partial<Display>;
  /** What was seen before of a picture that is about to be shown, to go on from. */
  readonly seenBefore?: (pictureId: string) => SeenCells | null;
  readonly className?: string;
  readonly style?: CSSProperties;
  readonly onView?: (view: ViewerEvents['view']) => void;
  readonly onDisplay?: (display: ViewerEvents['display']) => void;
  readonly onFidelity?: (fidelity: ViewerEvents['fidelity']) => void;
  readonly onCursor?: (cursor: ViewerEvents['cursor']) => void;
  readonly onSeen?: (seen: ViewerEvents['seen']) => void;
  /** The processor paints instead of the GPU. */
  readonly onProcessor?: (because: ViewerEvents['processor']) => void;
  readonly onFailure?: (failure: ViewerEvents['failure']) => void;
}

const mostRestarts = 5;

/** On another canvas the picture can still be shown. */
function endsViewer({ code }: ViewerEvents['failure']): boolean {
  return code === 'VIEWER_WORKER_FAILED' || code === 'VIEWER_GPU_WRONG' || code === 'VIEWER_GPU_LOST';
}

/** Whether the GPU is to be left alone after what happened to the last viewer, and why. */
function processorAfter(
  last: { readonly viewer: Viewer; readonly failure: ViewerEvents['failure'] } | null,
): ViewerEvents['processor'] | null {
  const code = last?.failure.code;
  return code === 'VIEWER_GPU_WRONG' || code === 'VIEWER_GPU_LOST' ? code : (last?.viewer.processor ?? null);
}

function seenBefore({ source, seenBefore }: ScanViewerProps): SeenCells | null {
  return source && (seenBefore?.(source.picture.id) ?? null);
}
