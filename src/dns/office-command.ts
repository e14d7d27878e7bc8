import type { Question } from '../migration/observations.ts';

/** What the answer of our commands begins with; the figure grows when its form changes. */
export const MARKER = 'mail-dns 1';

/** Windows' own tool knows no TLSA. */
const NOT_ON_WINDOWS: ReadonlySet<string> = new Set(['TLSA', 'CAA']);

/**
 * One line for PowerShell and one for a Unix shell, to be copied to a machine of the office: they ask its own resolver and
 * print the marker with the time and the resolver, then for each question a line `; name TYPE STATUS` and its records,
 * `name ttl TYPE data`. Neither changes anything, and neither sends anything but these questions.
 */
export function officeCommand(questions: readonly Question[]): { readonly windows: string; readonly unix: string } {
  return { windows: windows(questions), unix: unix(questions) };
}

function windows(questions: readonly Question[]): string {
  const list = questions
    .filter(({ type }) => !NOT_ON_WINDOWS.has(type))
    .map(({ name, type }) => `'${name} ${type}'`)
    .join(',');
  // Error codes of Windows, 9003 for NXDOMAIN: its messages are in the machine's language.
  return [
    `"${MARKER} $([DateTimeOffset]::UtcNow.ToUnixTimeSeconds()) $((Get-DnsClientServerAddress).ServerAddresses|select -First 1)"`,
    `${list}|%{$q=$_;$n,$t=$q -split ' ';try{$a=@(Resolve-DnsName $n -Type $t -DnsOnly -EA Stop);"; $q NOERROR";$a|%{$r=$_;$d=switch("$($r.Type)"){'MX'{"$($r.Preference) $($r.NameExchange)"}'TXT'{'"'+($r.Strings -join '')+'"'}'SRV'{"$($r.Priority) $($r.Weight) $($r.Port) $($r.NameTarget)"}'SOA'{"$($r.PrimaryServer) $($r.NameAdministrator) 0 0 0 0 $($r.TTL)"}default{"$($r.IPAddress)$($r.NameHost)"}};"$($r.Name) $($r.TTL) $($r.Type) $d"}}catch{"; $q $($_.Exception.NativeErrorCode)"}}`,
  ].join(';');
}

function unix(questions: readonly Question[]): string {
  const list = questions.map(({ name, type }) => `'${name} ${type}'`).join(' ');
  const each =
    `{ dig \${q% *} \${q#* } || echo status: TIMEOUT; } | tr -s '\\t ' ' ' | ` +
    `sed -n "s|.*status: \\([A-Z]*\\).*|; $q \\1|p;/EDE/p;/^[^;]/p"`;
  return (
    `if command -v dig >/dev/null; then ` +
    `echo "${MARKER} $(date +%s) $(dig . NS | sed -n 's/.*SERVER: *//p')"; for q in ${list}; do ${each}; done; ` +
    `else echo 'dig is missing: install bind-utils or dnsutils'; fi`
  );
}
