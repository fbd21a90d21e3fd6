/** Whether programmer's mistakes are explained. Set by the build: false in what `sprag build` links (dist/production). */
declare const DEV: boolean
