import type { DicomValues } from './dicom-values.ts';

const mostObjects = 20;

/**
 * What a DICOS threat detection report (NEMA IIC 1, TDR) says, in English for an officer to read: whether it alarms,
 * how many objects, and each one with where it is and how it was judged.
 */
export function summariseThreatReport(values: DicomValues): string {
  const objects = values.items(0x40101011);
  const decision = values.text(0x40101031);
  const by = [values.text(0x40101027).toLowerCase(), values.texts(0x40101029).join(' ')].filter(
    (text) => text !== '',
  );
  const lines = [
    sentence(
      `Threat detection report${decision === '' ? '' : `: ${decision}`}`,
      by.length > 0 && `made by ${by.join(', ')}`,
    ),
    sentence(
      `Objects: ${values.u16(0x40101033) ?? objects.length}, of them with alarm: ${values.u16(0x40101034) ?? 'not said'}`,
      values.text(0x40101042) !== '' && `inspected: ${values.text(0x40101042)}`,
    ),
    ...objects.slice(0, mostObjects).map(describeObject),
  ];
  if (objects.length > mostObjects) lines.push(`And ${objects.length - mostObjects} more.`);
  return lines.join('\n');
}

function describeObject(object: DicomValues, index: number): string {
  const assessments = object.items(0x40101038).map((assessment) =>
    [0x40101015, 0x40101012, 0x40101014]
      .map((tag) => assessment.text(tag))
      .filter((text) => text !== '')
      .join(', '),
  );
  const places = object.items(0x40101037).flatMap(placesOf);
  const [mass] = object.floats(0x40101017);
  return sentence(
    `Object ${object.u16(0x40101010) ?? index}: ${assessments.filter((text) => text !== '').join('; ') || 'not judged'}`,
    mass !== undefined && Number.isFinite(mass) && `mass ${round(mass)}`,
    places.length > 0 && places.join('; '),
  );
}

/** The box around it in the pixels (or voxels) of the picture the report is about, and its outline. */
function placesOf(representation: DicomValues): string[] {
  const boxes = representation.items(0x40101001).flatMap((region) => {
    const [base, extent] = [region.floats(0x40101004), region.floats(0x40101005)];
    return base.length >= 2 && extent.length >= 2
      ? [`box from ${base.map(round).join(', ')}, size ${extent.map(round).join(' × ')}`]
      : [];
  });
  const outline = representation.floats(0x4010101d);
  return outline.length >= 4 ? [...boxes, `outline ${outline.map(round).join(', ')}`] : boxes;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function sentence(...parts: readonly (string | false)[]): string {
  return `${parts.filter((part) => part !== false).join('; ')}.`;
}
