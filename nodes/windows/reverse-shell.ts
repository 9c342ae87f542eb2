/** Command lines that hand a shell to whoever is at the other end of a connection; nobody starts one for another purpose. */

import type { ActingProcess } from "../observation.ts";

interface Rule {
  /** Of the binary's last part. */
  readonly program: RegExp;
  readonly arguments: RegExp;
}

/** The usual ones, as MITRE ATT&CK T1059 and the lists of testers have them. */
const rules: readonly Rule[] = [
  { program: /^(?:ba|da|k|z|a)?sh$/, arguments: /\/dev\/(?:tcp|udp)\/[^/\s]+\/\d/ },
  { program: /^(?:nc|ncat|netcat)(?:\.\w+)?$/, arguments: /(?:^|\s)(?:-\w*[ec]|--exec|--sh-exec)[\s=]+\S*sh\b/ },
  { program: /^socat\d?$/, arguments: /\b(?:exec|system):\S*sh\b/i },
  { program: /^(?:python|perl|ruby|php)[\d.]*$/, arguments: /socket.*(?:dup2|pty\.spawn|\/bin\/(?:ba)?sh)/is },
];

export function isReverseShell({ binary, arguments: given }: ActingProcess): boolean {
  const program = binary.slice(binary.lastIndexOf("/") + 1);
  return rules.some((rule) => rule.program.test(program) && rule.arguments.test(given));
}
