import type { Role } from './views.pure.ts';

const everyRole = ['officer', 'supervisor', 'trainer', 'administrator'] as const;
const atTheLane = ['officer', 'supervisor'] as const;

/** `anyone` needs the station's token but no officer. */
export type Right = 'anyone' | readonly Role[];

/**
 * Who may make which call: the one table the station enforces, for the typed calls by their path and for the
 * HTTP routes beside them. A call that is not here is refused to everyone.
 * Stopping the beam is open to every role, because it only ever makes the lane safer; so is saying that something is wrong.
 */
export const rights: Readonly<Record<string, Right>> = {
  'session.hello': 'anyone',
  'session.firstRun': 'anyone',
  'session.signIn': 'anyone',
  'session.signOut': everyRole,
  'session.me': everyRole,
  'session.setLanguage': everyRole,
  'officers.list': ['supervisor', 'administrator'],
  'officers.add': ['administrator'],
  'post.view': everyRole,
  'post.events': everyRole,
  'visits.open': everyRole,
  'visits.get': everyRole,
  'visits.earlier': everyRole,
  'visits.queue': everyRole,
  'visits.arrive': atTheLane,
  'visits.book': atTheLane,
  'visits.arriveBooked': atTheLane,
  'visits.callNext': atTheLane,
  'arrivals.lookUp': atTheLane,
  'arrivals.atTheGate': atTheLane,
  'bookings.list': everyRole,
  'bookings.open': atTheLane,
  'bookings.preview': atTheLane,
  'bookings.take': atTheLane,
  'bookings.imports': everyRole,
  'commands.gateIn': atTheLane,
  'commands.checkDocuments': atTheLane,
  'commands.passRpm': atTheLane,
  'commands.callTruck': atTheLane,
  'commands.putBack': atTheLane,
  'commands.hold': atTheLane,
  'commands.resume': atTheLane,
  'commands.startScan': atTheLane,
  'commands.abortScan': everyRole,
  'commands.open': atTheLane,
  'commands.decide': atTheLane,
  'commands.acknowledgeAlarm': atTheLane,
  'commands.undoDecision': atTheLane,
  'commands.reverseDecision': ['supervisor'],
  'commands.acknowledgeCheck': atTheLane,
  'commands.flagRecheck': atTheLane,
  'commands.recheck': ['supervisor'],
  'decisions.rechecks': ['supervisor'],
  'commands.mark': atTheLane,
  'commands.removeMark': atTheLane,
  'commands.startExamination': atTheLane,
  'commands.endExamination': atTheLane,
  'commands.recordExport': atTheLane,
  'commands.correctTruck': atTheLane,
  'commands.rebook': atTheLane,
  'commands.depart': atTheLane,
  'commands.noShow': atTheLane,
  'commands.cancel': atTheLane,
  'compare.seen': everyRole,
  'compare.candidates': everyRole,
  'compare.emptyMark': everyRole,
  'compare.markEmpty': atTheLane,
  'devices.kinds': everyRole,
  'devices.config': ['supervisor', 'administrator'],
  'devices.serialPorts': ['administrator'],
  'devices.add': ['administrator'],
  'devices.change': ['administrator'],
  'devices.remove': ['administrator'],
  'devices.test': ['administrator'],
  'devices.write': ['supervisor', 'administrator'],
  'readings.unattached': everyRole,
  'readings.attach': atTheLane,
  'readings.dismiss': atTheLane,
  'plateReads.picture': everyRole,
  'images.waiting': everyRole,
  'images.match': atTheLane,
  'images.setAside': atTheLane,
  'images.refused': everyRole,
  'images.preview': everyRole,
  'shifts.list': everyRole,
  'shifts.report': everyRole,
  'scans.picture': everyRole,
  'scans.tile': everyRole,
  'scans.file': everyRole,
  'scans.thumbnail': everyRole,
  'archive.search': everyRole,
  'archive.visit': everyRole,
  'assessments.of': everyRole,
  'assessments.begin': atTheLane,
  'assessments.stop': atTheLane,
  'assessments.weigh': everyRole,
  'exports.shift': everyRole,
  'exports.sheet': atTheLane,
  'exports.evidence': atTheLane,
  'incidents.view': everyRole,
  'incidents.report': everyRole,
  'incidents.take': atTheLane,
  'incidents.note': atTheLane,
  'incidents.close': atTheLane,
  'incidents.recordCheck': atTheLane,
  'incidents.recordDose': atTheLane,
};

/** Whether someone with these roles (`null`: nobody signed in) may make the call. */
export function mayCall(call: string, rolesHeld: readonly Role[] | null): boolean {
  const right = Object.hasOwn(rights, call) ? rights[call] : undefined;
  if (right === undefined) return false;
  if (right === 'anyone') return true;
  return rolesHeld?.some((role) => right.includes(role)) ?? false;
}
