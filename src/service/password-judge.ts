/** Whether a password is fit for a mailbox that the whole internet may try to log in to. */
export type PasswordJudge = (password: string, itsOwner: readonly string[]) => { readonly weak: boolean };

/** zxcvbn's scale goes from 0 to 4; 3 holds against guessing over the network and somewhat beyond. */
const STRONG_ENOUGH = 3;
/** More of a password is not looked at: what makes it weak stands in its beginning, and judging takes its time. */
const MOST_JUDGED = 100;

/**
 * Loads zxcvbn with the usual passwords and English and Japanese words: some 100 MiB and half a second, so only where
 * passwords come in. Nothing of it leaves this process.
 */
export async function loadPasswordJudge(): Promise<PasswordJudge> {
  const [{ ZxcvbnFactory }, common, english, japanese] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
    import('@zxcvbn-ts/language-ja'),
  ]);
  const judge = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, ...japanese.dictionary },
    graphs: common.adjacencyGraphs,
  });
  return (password, itsOwner) => ({
    weak: judge.check(password.slice(0, MOST_JUDGED), itsOwner.flatMap(parts)).score < STRONG_ENOUGH,
  });
}

/** What an attacker tries first: the address, its parts, and the domain's. */
function parts(address: string): readonly string[] {
  return [address, ...address.split(/[@.]/).filter((part) => part.length > 2)];
}
