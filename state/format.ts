/**
 * The version of what stores write: manifests and entries alike. It grows when an older Picket would misread them; each
 * past version keeps fixtures in test/fixtures/state/ and a reader.
 */

export const stateFormat = 1;
