import { onTestFinished } from 'vitest';
import { startRudeServer } from './rude-server.ts';

const decode = (text = '') => Buffer.from(text, 'base64').toString();
const encode = (text: string) => Buffer.from(text).toString('base64');

/** An IMAP server that offers these mechanisms, and lets in whoever answers so; what it was answered is kept. */
export async function imapOffering(address: string, mechanisms: string, letsIn: (answer: string) => boolean) {
  const answers: string[] = [];
  const server = await startRudeServer(address, (socket) => {
    let tag = '';
    let isAsking = false;
    const answered = (answer: string) => {
      isAsking = false;
      answers.push(decode(answer));
      if (letsIn(decode(answer))) return socket.write(`${tag} OK [CAPABILITY IMAP4rev1] in\r\n`);
      if (!decode(answer).includes('auth=Bearer')) {
        return socket.write(`${tag} NO [AUTHENTICATIONFAILED] you said ${answer}\r\n`);
      }
      isAsking = true;
      return socket.write(`+ ${encode('{"status":"400"}')}\r\n`);
    };
    const take = (line: string) => {
      if (isAsking) return answered(line);
      const [first = '', command = '', mechanism, initial] = line.split(' ');
      tag = first;
      if (command !== 'AUTHENTICATE') return socket.write(`${tag} OK done\r\n`);
      if (!mechanisms.split(' ').includes(`AUTH=${mechanism}`)) return socket.write(`${tag} NO unknown mechanism\r\n`);
      if (initial !== undefined) return answered(initial);
      isAsking = true;
      return socket.write('+ \r\n');
    };
    socket.write(`* OK [CAPABILITY IMAP4rev1 SASL-IR ${mechanisms}] ready\r\n`);
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) take(line);
    });
  });
  onTestFinished(() => server.stop());
  return { answers, port: server.port };
}

/** A submission server of the same kind. */
export async function smtpOffering(address: string, mechanisms: string, letsIn: (answer: string) => boolean) {
  const answers: string[] = [];
  const server = await startRudeServer(address, (socket) => {
    socket.write('220 smtp ready\r\n');
    socket.on('data', (chunk) => {
      const [line = ''] = chunk.toString().split('\r\n');
      if (line.startsWith('EHLO')) return socket.write(`250-smtp\r\n250 AUTH ${mechanisms}\r\n`);
      const [command, , initial] = line.split(' ');
      if (command !== 'AUTH') return socket.write(line === '' ? '535 5.7.3 no\r\n' : '221 bye\r\n');
      answers.push(decode(initial));
      if (letsIn(decode(initial))) return socket.write('235 in\r\n');
      return socket.write(line.includes('XOAUTH2') ? `334 ${encode('{"status":"401"}')}\r\n` : `535 5.7.8 ${line}\r\n`);
    });
  });
  onTestFinished(() => server.stop());
  return { answers, port: server.port };
}
