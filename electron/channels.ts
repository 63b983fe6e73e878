/** Names of the messages between the page's preload script and the shell. Imports nothing: the sandbox has no Node. */
export const channels = {
  print: 'scanpost:print',
  setFullScreen: 'scanpost:set-full-screen',
  quit: 'scanpost:quit',
  station: 'scanpost:station',
} as const;
