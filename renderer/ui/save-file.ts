/** Saves what the station or the screen has made under a name; the browser or the shell asks where, and overwrites nothing. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The name that an answer of the station gives its file. */
export function fileNameOf(response: Response): string | null {
  return /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? null;
}
