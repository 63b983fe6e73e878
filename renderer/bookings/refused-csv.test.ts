import { expect, test } from 'vitest';
import { refusedCsv } from './refused-csv.ts';

test('refused rows are a file that a spreadsheet opens, and runs nothing of', () => {
  const text = refusedCsv(
    [
      { row: 2, problem: 'plateMissing', plate: '', number: 'B;1', value: '' },
      { row: 5, problem: 'timeUnreadable', plate: '01KG1', number: '', value: '=cmd()' },
    ],
    { titles: ['Row', 'Plate', 'No.', 'Why', 'Value'], why: (problem, value) => `${problem} "${value}"` },
    ';',
  );
  expect(text).toBe(
    '\ufeffRow;Plate;No.;Why;Value\r\n2;;"B;1";"plateMissing """"";\r\n5;01KG1;;"timeUnreadable ""=cmd()""";\'=cmd()\r\n',
  );
});
