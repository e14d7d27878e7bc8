import { describeSessions } from './sessions.ts';

describeSessions('cyrus', '127.0.0.71');
describeSessions('cyrus-dot', '127.0.0.72');
