import type { World } from '../world/world.ts';

/** The team's list of accounts, as a spreadsheet writes it. */
export function accountsCsv(world: World): string {
  const rows = world.team
    .accounts()
    .map((account) =>
      [account.address, account.oldLogin, account.oldPassword, account.newLogin, account.newPassword].join(','),
    );
  return ['address,old login,old password,new login,new password', ...rows].join('\r\n');
}
