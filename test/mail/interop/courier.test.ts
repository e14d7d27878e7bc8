import { describeSessions } from './sessions.ts';

describeSessions('courier', '127.0.0.73');
