import { isIPv4 } from 'node:net';
import { type Config, ConfigError, type Environment, loadConfig, loadStorageConfig, portsOf } from '../config.ts';
import { sitePolicy } from '../dns/site-policy.ts';
import { publicVantages, siteVantages, transportOf } from '../dns/vantages.ts';
import type { Instant } from '../migration/time.ts';
import { createDialer, type Dialer } from '../net/dial.ts';
import { doctorLine, doctorSum } from '../words/doctor.ts';
import { readArguments } from './arguments.ts';
import { lookAtDns } from './doctor/dns.ts';
import { type Finding, ok, problem, unknown } from './doctor/finding.ts';
import { lookAtDataDirectory, lookAtNode, lookAtVaultKey } from './doctor/machine.ts';
import { lookAtNetworks } from './doctor/networks.ts';
import { lookAtPort25 } from './doctor/port-25.ts';
import { lookAtSlack } from './doctor/slack.ts';
import { ExitCode, type Io } from './io.ts';

/** What a test hands in; a run of its own takes the real world. */
export type DoctorParts = {
  readonly dialer: Dialer;
  readonly now: () => Instant;
  readonly nodeVersion: string;
};

/**
 * `doctor [--mail-domain DOMAIN]`: what works in this installation and what does not, a line each. Changes nothing but a
 * directory that it makes in the data directory (or where that would be made) and takes back. Ends with `Refused` when
 * something is a problem; what is unknown is said, and is no problem. Throws usage-wrong, CommandRefused.
 */
export async function doctorCommand(
  argv: readonly string[],
  io: Io,
  parts: Partial<DoctorParts> = {},
): Promise<ExitCode> {
  const { now = Date.now, nodeVersion = process.versions.node } = parts;
  const domain = readArguments(argv, { 'mail-domain': 'text' }).text('mail-domain')?.toLowerCase().replace(/\.$/, '');
  const { config, findings } = lookAtConfig(io.environment);
  const dialer = parts.dialer ?? createDialer(config === undefined ? {} : { policy: policyOf(config) });
  const rootAddresses = config?.rootHints.map((hint) => hint.address) ?? [];
  const sites = siteVantages(config?.siteResolvers ?? []);
  const vantages = publicVantages().filter((one) => transportOf(one) === 'udp' && isIPv4(one.address));

  const looks: readonly (readonly Finding[] | Promise<readonly Finding[]>)[] = [
    [lookAtNode(nodeVersion)],
    findings,
    lookAtStorage(io.environment),
    config === undefined ? [unknown('slack', 'slack-not-asked')] : lookAtSlack(config.slack, now),
    config === undefined ? [] : lookAtNetworks(config.privateNetworks),
    lookAtDns({ dialer, publicVantages: vantages, siteVantages: sites, rootAddresses, now }),
    lookAtPort25({ dialer, vantages: [...sites, ...vantages], domain, now }).then((one) => [one]),
  ];
  const all = (await Promise.all(looks)).flat();
  for (const finding of all) io.out(doctorLine(io.lang, finding));
  const problems = all.filter((finding) => finding.outcome === 'problem').length;
  io.out(`\n${doctorSum(io.lang, problems)}`);
  return problems === 0 ? ExitCode.Done : ExitCode.Refused;
}

/** As the bot's own. */
const policyOf = (config: Config) => sitePolicy({ ...config, ownPorts: portsOf(config) });

function lookAtConfig(environment: Environment): {
  readonly config: Config | undefined;
  readonly findings: readonly Finding[];
} {
  try {
    const config = loadConfig(environment);
    const mode = config.slack.connection.mode === 'socket' ? 'Socket Mode' : 'HTTP';
    return { config, findings: [ok('config', 'config-ok', { mode })] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: undefined, findings: error.problems.map((one) => problem('config', 'config-bad', { ...one })) };
  }
}

function lookAtStorage(environment: Environment): readonly Finding[] {
  try {
    const storage = loadStorageConfig(environment);
    return [lookAtDataDirectory(storage), lookAtVaultKey(storage.vaultKey)];
  } catch (error) {
    // Its variables are among those that `lookAtConfig` has told of.
    if (error instanceof ConfigError) return [];
    throw error;
  }
}
