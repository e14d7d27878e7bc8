import type { Side } from '../migration/observations.ts';
import { type Question, type QuestionsWanted, questionsOf } from './acceptance-questions.ts';

export type HelperRequest = Required<QuestionsWanted> & {
  /** The IP address or host name to connect to. */
  readonly host: string;
  readonly port?: number;
  readonly side: Side;
};

export type HelperCommand = {
  /** For a Unix shell; needs bash (Linux and macOS have it). */
  readonly unix: string;
  /** For PowerShell 5 or later. */
  readonly windows: string;
  /** Addresses that it does not ask for: not ASCII, quoted, or none. */
  readonly left: readonly string[];
};

/** What the answer begins with; the figure grows when its form changes. */
export const HELPER_MARKER = 'mail-smtp-1';
const MX_PORT = 25;

/**
 * The acceptance dialogue for a person to run where port 25 is open, and whose output is pasted back. It knows no command
 * that would send: EHLO, MAIL, RCPT, RSET and QUIT are all it says, in clear. It calls again where the server hangs up,
 * and gives up once it is not let in.
 *
 * It prints lines that hold no space, so that wrapping them loses nothing, each ended by ";":
 * `mail-smtp-1,SECONDS,SIDE;` first; `to,KIND,ADDRESS,CODE,WORDS;` an answer to RCPT TO, KIND being address, random or
 * foreign; `mail,KIND,ADDRESS,CODE,WORDS;` the sender was refused before; `lost,KIND,ADDRESS;` no answer came. In WORDS a
 * space is written "+" (and "+" as "-", ";" as ",").
 */
export function helperCommand({ host, port = MX_PORT, side, ...wanted }: HelperRequest): HelperCommand {
  const all = questionsOf(wanted);
  const questions = all.flatMap((one) => (isAskable(one) ? [`${one.kind},${one.path?.text}`] : []));
  const left = all.flatMap((one) => (isAskable(one) ? [] : [one.address]));
  const place = { host, port, side, questions, sender: `postmaster@${wanted.domains[0] ?? 'localhost'}` };
  return { unix: unix(place), windows: windows(place), left };
}

/** What would break the form of a line is left to people: only quoted addresses hold such. */
function isAskable({ path }: Question): boolean {
  return path !== undefined && !path.isUtf8 && !/[,;"\\]/.test(path.text);
}

type Place = {
  readonly host: string;
  readonly port: number;
  readonly side: Side;
  readonly questions: readonly string[];
  /** Where a server takes nothing without one. */
  readonly sender: string;
};

function unix({ host, port, side, questions, sender }: Place): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return `bash <<'END_OF_MAIL_SMTP'
h=${quoted(host)} p=${port} f='' g=${quoted(sender)}
qs=(${questions.map(quoted).join('\n')})
trap '' PIPE
hear() {
  local l n=0
  r=''
  while [ $n -lt 100 ] && IFS= read -r -t 60 -n 2000 -u 3 l; do
    n=$((n+1)); l=\${l%$'\\r'}
    [ -n "$r" ] || r=\${l:0:3}
    r="$r \${l:4}"
    if [ "\${l:3:1}" != - ]; then r=$(printf %s "$r" | LC_ALL=C tr -c ' -~' ' ' | tr ';+ ' ',\\-+'); return 0; fi
  done
  return 1
}
say() { printf '%s\\r\\n' "$1" >&3 2>/dev/null && hear && case $r in 421*) return 1;; esac; }
open() {
  { exec 3<>"/dev/tcp/$h/$p"; } 2>/dev/null && hear && case $r in 220*) ;; *) return 1;; esac &&
  say 'EHLO [127.0.0.1]' && case $r in 250*) ;; *) say 'HELO [127.0.0.1]';; esac
}
ask() {
  say RSET && say "MAIL FROM:<$f>" || return 1
  case $r in 5*) if [ -z "$f" ]; then f=$g; say "MAIL FROM:<$f>" || return 1; fi;; esac
  case $r in 2*) ;; *) w=mail; return 0;; esac
  w=to; say "RCPT TO:<\${1#*,}>"
}
echo "${HELPER_MARKER},$(date +%s),${side};"
d=0; open; o=$?
for q in "\${qs[@]}"; do
  if [ $o = 0 ] && ask "$q"; then echo "$w,$q,\${r:0:3},\${r:4};"
  elif [ $d -ge 2 ]; then echo "lost,$q;"
  else open; o=$?; [ $o = 0 ] || d=$((d+1))
    if [ $o = 0 ] && ask "$q"; then echo "$w,$q,\${r:0:3},\${r:4};"; else o=1; echo "lost,$q;"; fi
  fi
done
[ $o = 0 ] && say QUIT
exit 0
END_OF_MAIL_SMTP
`;
}

function windows({ host, port, side, questions, sender }: Place): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return `& {
$h=${quoted(host)}; $p=${port}; $s=@{f='';g=${quoted(sender)}}
$qs=@(${questions.map(quoted).join(',\n')})
$hear={ $s.r=''
  for($n=0;$n -lt 100;$n++){ $l=$s.i.ReadLine(); if($l -eq $null -or $l.Length -lt 3){throw 'closed'}
    if($s.r -eq ''){$s.r=$l.Substring(0,3)}
    if($l.Length -gt 4){$s.r+=' '+$l.Substring(4)}
    if($l.Length -lt 4 -or $l[3] -ne '-'){ $s.r=(($s.r -replace '[^ -~]',' ') -replace ';',',' -replace '\\+','-') -replace ' ','+'; if($s.r -like '421*'){throw 'farewell'}; return } }
  throw 'endless' }
$say={ param($t) $s.o.Write($t+[char]13+[char]10); $s.o.Flush(); & $hear }
$open={ $c=New-Object Net.Sockets.TcpClient; if(-not $c.ConnectAsync($h,$p).Wait(20000)){throw 'silence'}
  $n=$c.GetStream(); $n.ReadTimeout=60000; $a=New-Object Text.ASCIIEncoding
  $s.i=New-Object IO.StreamReader($n,$a); $s.o=New-Object IO.StreamWriter($n,$a)
  & $hear; if($s.r -notlike '220*'){throw 'turned away'}
  & $say 'EHLO [127.0.0.1]'; if($s.r -notlike '250*'){& $say 'HELO [127.0.0.1]'} }
$line={ param($w,$q) "$w,$q,$($s.r.Substring(0,3)),$(if($s.r.Length -gt 4){$s.r.Substring(4)});" }
$ask={ param($q) & $say 'RSET'; & $say "MAIL FROM:<$($s.f)>"
  if($s.r -like '5*' -and $s.f -eq ''){$s.f=$s.g; & $say "MAIL FROM:<$($s.f)>"}
  if($s.r -notlike '2*'){return & $line 'mail' $q}
  & $say "RCPT TO:<$($q.Substring($q.IndexOf(',')+1))>"; return & $line 'to' $q }
"${HELPER_MARKER},$([DateTimeOffset]::UtcNow.ToUnixTimeSeconds()),${side};"
$up=$false; $d=0; try{& $open; $up=$true}catch{}
foreach($q in $qs){ $t=$null
  if($up){try{$t=& $ask $q}catch{$t=$null}}
  if($t -eq $null -and $d -ge 2){$t="lost,$q;"}
  if($t -eq $null){ $up=$false; try{& $open; $up=$true; $t=& $ask $q}catch{if(-not $up){$d++}; $up=$false; $t="lost,$q;"} }
  $t }
if($up){try{& $say 'QUIT'}catch{}}
}
`;
}
