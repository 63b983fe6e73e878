/** Where an action is listed on the sheet of keys. */
export const actionGroups = [
  'everywhere',
  'lane',
  'decision',
  'visit',
  'picture',
  'measure',
  'marks',
  'hints',
  'compare',
  'devices',
  'inbox',
  'archive',
  'bookings',
  'figures',
  'handover',
] as const;
export type ActionGroup = (typeof actionGroups)[number];

interface ActionSpec {
  /** Its words are `keys:actions.ID`. */
  readonly id: string;
  readonly group: ActionGroup;
  /** The keys it has until someone gives it others; the first is shown on its button. */
  readonly keys: readonly string[];
}

/**
 * Everything a person can do by a key. Buttons, the sheet of keys, the search and the key handler all read this
 * list; what an action does and whether it can be done now is bound by the screen that is open.
 */
export const actions = [
  { id: 'search', group: 'everywhere', keys: ['Ctrl+K'] },
  { id: 'showKeys', group: 'everywhere', keys: ['?', 'F1'] },
  { id: 'openScreens', group: 'everywhere', keys: ['F10'] },
  { id: 'openConsole', group: 'everywhere', keys: ['Alt+1'] },
  { id: 'openShift', group: 'everywhere', keys: ['Alt+2'] },
  { id: 'openHandover', group: 'everywhere', keys: ['Alt+P'] },
  { id: 'openOfficers', group: 'everywhere', keys: ['Alt+3'] },
  { id: 'openDevices', group: 'everywhere', keys: ['Alt+4'] },
  { id: 'openInbox', group: 'everywhere', keys: ['Alt+5'] },
  { id: 'openArchive', group: 'everywhere', keys: ['Alt+6'] },
  { id: 'openYard', group: 'everywhere', keys: ['Alt+7'] },
  { id: 'openIncidents', group: 'everywhere', keys: ['Alt+8'] },
  { id: 'personInCargo', group: 'everywhere', keys: ['Alt+W'] },
  { id: 'openBookings', group: 'everywhere', keys: ['Alt+9'] },
  { id: 'openReports', group: 'everywhere', keys: ['Alt+0'] },
  { id: 'switchLanguage', group: 'everywhere', keys: ['Alt+L'] },
  { id: 'fullScreen', group: 'everywhere', keys: ['F11'] },
  { id: 'lock', group: 'everywhere', keys: ['Alt+K'] },
  { id: 'changeOfficer', group: 'everywhere', keys: ['Alt+O'] },
  { id: 'changePassword', group: 'everywhere', keys: ['Ctrl+U'] },
  { id: 'signOut', group: 'everywhere', keys: ['Alt+Q'] },
  { id: 'quit', group: 'everywhere', keys: ['Ctrl+Q'] },

  { id: 'callNext', group: 'lane', keys: ['F2'] },
  { id: 'startScan', group: 'lane', keys: ['F3'] },
  { id: 'abortScan', group: 'lane', keys: ['F4'] },
  { id: 'putBack', group: 'lane', keys: ['Shift+F2'] },
  { id: 'arrive', group: 'lane', keys: ['F9'] },
  { id: 'book', group: 'lane', keys: ['Shift+F9'] },

  { id: 'release', group: 'decision', keys: ['F5'] },
  { id: 'refer', group: 'decision', keys: ['F6'] },
  { id: 'rescan', group: 'decision', keys: ['F7'] },
  { id: 'escalate', group: 'decision', keys: ['F8'] },
  { id: 'acknowledge', group: 'decision', keys: ['A'] },
  { id: 'confirmSecond', group: 'decision', keys: ['Shift+F5'] },
  { id: 'disagreeSecond', group: 'decision', keys: ['Shift+F6'] },
  { id: 'reverseDecision', group: 'decision', keys: ['Shift+F7'] },
  { id: 'undoDecision', group: 'decision', keys: ['Alt+U'] },
  { id: 'flagRecheck', group: 'decision', keys: ['Alt+J'] },

  { id: 'callThis', group: 'visit', keys: ['C'] },
  { id: 'hold', group: 'visit', keys: ['Shift+Q'] },
  { id: 'resume', group: 'visit', keys: ['Shift+W'] },
  { id: 'openPicture', group: 'visit', keys: ['O'] },
  { id: 'gateIn', group: 'visit', keys: ['G'] },
  { id: 'checkDocuments', group: 'visit', keys: ['K'] },
  { id: 'passRpm', group: 'visit', keys: ['P'] },
  { id: 'startExamination', group: 'visit', keys: ['E'] },
  { id: 'endExamination', group: 'visit', keys: ['Shift+E'] },
  { id: 'correctExamination', group: 'visit', keys: ['Ctrl+O'] },
  { id: 'attachPhotos', group: 'visit', keys: ['Ctrl+B'] },
  { id: 'showPhotos', group: 'visit', keys: ['Ctrl+G'] },
  { id: 'endDetention', group: 'visit', keys: ['Shift+F8'] },
  { id: 'depart', group: 'visit', keys: ['D'] },
  { id: 'arriveBooked', group: 'visit', keys: ['B'] },
  { id: 'noShow', group: 'visit', keys: ['N'] },
  { id: 'cancel', group: 'visit', keys: ['X'] },
  { id: 'correct', group: 'visit', keys: ['Alt+R'] },
  { id: 'goToQueue', group: 'visit', keys: ['Q'] },

  { id: 'fit', group: 'picture', keys: ['F'] },
  { id: 'oneToOne', group: 'picture', keys: ['1'] },
  { id: 'twoToOne', group: 'picture', keys: ['2'] },
  { id: 'zoomIn', group: 'picture', keys: ['+'] },
  { id: 'zoomOut', group: 'picture', keys: ['-'] },
  { id: 'panLeft', group: 'picture', keys: ['←'] },
  { id: 'panRight', group: 'picture', keys: ['→'] },
  { id: 'panUp', group: 'picture', keys: ['↑'] },
  { id: 'panDown', group: 'picture', keys: ['↓'] },
  { id: 'invert', group: 'picture', keys: ['I'] },
  { id: 'logarithm', group: 'picture', keys: ['L'] },
  { id: 'narrowWindow', group: 'picture', keys: ['['] },
  { id: 'widenWindow', group: 'picture', keys: [']'] },
  { id: 'lowerLevel', group: 'picture', keys: [','] },
  { id: 'raiseLevel', group: 'picture', keys: ['.'] },
  { id: 'lowerGamma', group: 'picture', keys: ['Shift+,'] },
  { id: 'raiseGamma', group: 'picture', keys: ['Shift+.'] },
  { id: 'nextEnergy', group: 'picture', keys: ['W'] },
  { id: 'materials', group: 'picture', keys: ['3'] },
  { id: 'materialStrip', group: 'picture', keys: ['4'] },
  { id: 'nextPalette', group: 'picture', keys: ['M'] },
  { id: 'highlight', group: 'picture', keys: ['H'] },
  { id: 'sharpen', group: 'picture', keys: ['S'] },
  { id: 'smooth', group: 'picture', keys: ['J'] },
  { id: 'equalise', group: 'picture', keys: ['T'] },
  { id: 'flip', group: 'picture', keys: ['Y'] },
  { id: 'comparePlain', group: 'picture', keys: ['V'] },
  { id: 'undoPicture', group: 'picture', keys: ['Ctrl+Z', 'U'] },
  { id: 'viewBack', group: 'picture', keys: ['Backspace'] },
  { id: 'resetPicture', group: 'picture', keys: ['R'] },
  { id: 'exportPicture', group: 'picture', keys: ['Ctrl+E'] },
  { id: 'printPicture', group: 'picture', keys: ['Ctrl+P'] },

  { id: 'windowWhole', group: 'measure', keys: ['5'] },
  { id: 'windowThin', group: 'measure', keys: ['6'] },
  { id: 'windowDense', group: 'measure', keys: ['7'] },
  { id: 'windowPercentile', group: 'measure', keys: ['8'] },
  { id: 'windowRegion', group: 'measure', keys: ['9'] },
  { id: 'histogram', group: 'measure', keys: ['0'] },
  { id: 'ruler', group: 'measure', keys: ['Shift+M'] },
  { id: 'profile', group: 'measure', keys: ['Shift+L'] },
  { id: 'regionStatistics', group: 'measure', keys: ['Shift+S'] },
  { id: 'loupe', group: 'measure', keys: ['Z'] },

  { id: 'markRectangle', group: 'marks', keys: ['Shift+R'] },
  { id: 'markEllipse', group: 'marks', keys: ['Shift+O'] },
  { id: 'markArrow', group: 'marks', keys: ['Shift+A'] },
  { id: 'markFreehand', group: 'marks', keys: ['Shift+F'] },
  { id: 'markText', group: 'marks', keys: ['Shift+T'] },
  { id: 'nextMark', group: 'marks', keys: ['Shift+N'] },
  { id: 'previousMark', group: 'marks', keys: ['Shift+P'] },
  { id: 'changeMark', group: 'marks', keys: ['Shift+C'] },
  { id: 'removeMark', group: 'marks', keys: ['Shift+Delete'] },
  { id: 'undoMark', group: 'marks', keys: ['Shift+Z'] },
  { id: 'hideMarks', group: 'marks', keys: ['Shift+V'] },
  { id: 'markHistory', group: 'marks', keys: ['Alt+V'] },

  { id: 'massDetails', group: 'hints', keys: ['Alt+G'] },
  { id: 'stopAssessment', group: 'hints', keys: ['Alt+N'] },
  { id: 'toggleHints', group: 'hints', keys: ['Shift+H'] },
  { id: 'nextHint', group: 'hints', keys: ['Shift+I'] },
  { id: 'previousHint', group: 'hints', keys: ['Ctrl+I'] },
  { id: 'dismissHint', group: 'hints', keys: ['Alt+H'] },

  { id: 'unseenMap', group: 'compare', keys: ['Shift+U'] },
  { id: 'nextUnseen', group: 'compare', keys: ['Alt+F'] },
  { id: 'compare', group: 'compare', keys: ['Shift+D'] },
  { id: 'sideBySide', group: 'compare', keys: ['Ctrl+Y'] },
  { id: 'linkViews', group: 'compare', keys: ['Shift+K'] },
  { id: 'otherPicture', group: 'compare', keys: ['Shift+Y'] },
  { id: 'blink', group: 'compare', keys: ['Shift+B'] },
  { id: 'difference', group: 'compare', keys: ['Shift+X'] },
  { id: 'leaveComparison', group: 'compare', keys: ['Alt+D'] },
  { id: 'markEmpty', group: 'compare', keys: ['Ctrl+D'] },

  { id: 'addOfficer', group: 'everywhere', keys: ['Alt+Y'] },

  { id: 'addDevice', group: 'devices', keys: ['Insert', 'Alt+A'] },
  { id: 'changeDevice', group: 'devices', keys: ['Alt+E'] },
  { id: 'removeDevice', group: 'devices', keys: ['Delete'] },
  { id: 'testDevice', group: 'devices', keys: ['Alt+T'] },
  { id: 'showBytes', group: 'devices', keys: ['Alt+B'] },
  { id: 'saveDevice', group: 'devices', keys: ['Ctrl+Enter'] },

  { id: 'match', group: 'inbox', keys: ['Alt+M'] },
  { id: 'setAside', group: 'inbox', keys: ['Alt+S'] },

  { id: 'searchArchive', group: 'archive', keys: ['Ctrl+F'] },
  { id: 'exportEvidence', group: 'archive', keys: ['Alt+X'] },
  { id: 'marksAsDecided', group: 'archive', keys: ['Alt+Z'] },

  { id: 'importBookings', group: 'bookings', keys: ['Alt+I'] },
  { id: 'rebook', group: 'bookings', keys: ['Ctrl+L'] },
  { id: 'saveRefused', group: 'bookings', keys: ['Ctrl+J'] },
  { id: 'saveShift', group: 'figures', keys: ['Ctrl+S'] },
  { id: 'makeReport', group: 'figures', keys: ['Shift+Enter'] },
  { id: 'periodBefore', group: 'figures', keys: ['Alt+←'] },
  { id: 'periodAfter', group: 'figures', keys: ['Alt+→'] },
  { id: 'nextUnit', group: 'figures', keys: ['Shift+F1'] },
  { id: 'figureTables', group: 'figures', keys: ['Shift+F3'] },
  { id: 'nextComparison', group: 'figures', keys: ['Shift+F4'] },
  { id: 'sectionBefore', group: 'figures', keys: ['PageUp'] },
  { id: 'sectionAfter', group: 'figures', keys: ['PageDown'] },

  { id: 'openDuty', group: 'handover', keys: ['Alt+C'] },
  { id: 'closeDuty', group: 'handover', keys: ['Shift+F11'] },
  { id: 'prepareHandover', group: 'handover', keys: ['Ctrl+H'] },
  { id: 'saveHandover', group: 'handover', keys: ['Ctrl+M'] },
] as const satisfies readonly ActionSpec[];

export type ActionId = (typeof actions)[number]['id'];

/** Keys a person chose in place of the usual ones. */
export type Keymap = Partial<Record<ActionId, readonly string[]>>;

/** The keys of an action: the person's own, or else the usual ones. */
export function keysOf(id: ActionId, keymap: Keymap = {}): readonly string[] {
  return keymap[id] ?? actions.find((action) => action.id === id)?.keys ?? [];
}

/** Pairs of actions that would answer the same key; an empty list is a sound keymap. */
export function clashes(keymap: Keymap = {}): { key: string; actions: [ActionId, ActionId] }[] {
  const owner = new Map<string, ActionId>();
  const found: { key: string; actions: [ActionId, ActionId] }[] = [];
  for (const { id } of actions) {
    for (const key of keysOf(id, keymap)) {
      const other = owner.get(key);
      if (other === undefined) owner.set(key, id);
      else found.push({ key, actions: [other, id] });
    }
  }
  return found;
}
