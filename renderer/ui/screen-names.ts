/** The screens of an officer; their names on screen are `common:screenNames.NAME`. */
export type ScreenName = 'console' | 'shift' | 'officers' | 'devices' | 'inbox';
