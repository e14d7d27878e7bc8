import { type RudeServer, startRudeServer } from './rude-server.ts';

/** Lines to answer with by the first words of a command; TAG stands for its tag, and KILL ends the session unanswered. */
export type ImapScript = Readonly<Record<string, string>>;

/** An IMAP server that follows a script: the longest fit answers a command, and OK what nothing fits. */
export async function startScriptedImap(
  address: string,
  script: ImapScript,
  heard: string[] = [],
): Promise<RudeServer> {
  const longestFirst = Object.entries(script).sort(([a], [b]) => b.length - a.length);
  return await startRudeServer(address, (socket) => {
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        const [tag = '', ...words] = line.split(' ');
        const said = words.join(' ');
        heard.push(said);
        const answer = longestFirst.find(([start]) => said.startsWith(start))?.[1] ?? 'TAG OK done\r\n';
        if (answer === 'KILL') socket.destroy();
        else socket.write(answer.replaceAll('TAG', tag));
      }
    });
  });
}
