/** Whose mail servers these are, as far as the name of an MX host tells. */
export type MailProvider = {
  /** The maker's own name for it. */
  readonly name: string;
  /** Domains that its MX hosts lie in. */
  readonly under: readonly string[];
  /** Where its customers' programs log in, where that is one name for all of them. */
  readonly imap?: string;
  /** It filters and hands on: the mailboxes are elsewhere. */
  readonly isGateway?: true;
};

/** From the makers' own set-up pages. One that is not listed is unknown, never guessed. */
const PROVIDERS: readonly MailProvider[] = [
  {
    name: 'Microsoft 365',
    under: ['mail.protection.outlook.com', 'mx.microsoft'],
    imap: 'outlook.office365.com',
  },
  {
    name: 'Google Workspace',
    under: ['google.com', 'googlemail.com'],
    imap: 'imap.gmail.com',
  },
  { name: 'Fastmail', under: ['messagingengine.com'], imap: 'imap.fastmail.com' },
  { name: 'Lolipop', under: ['lolipop.jp'], imap: 'imap.lolipop.jp' },
  { name: 'IONOS', under: ['ionos.com', 'ionos.de', 'kundenserver.de'] },
  { name: 'OVHcloud', under: ['ovh.net'] },
  { name: 'Gandi', under: ['mail.gandi.net'], imap: 'mail.gandi.net' },
  { name: 'GoDaddy', under: ['secureserver.net'] },
  { name: 'Rackspace', under: ['emailsrvr.com'], imap: 'secure.emailsrvr.com' },
  { name: 'Zoho', under: ['zoho.com', 'zoho.eu', 'zoho.in', 'zoho.jp'] },
  { name: 'Proton', under: ['protonmail.ch'] },
  { name: 'Xserver', under: ['xserver.jp'] },
  { name: 'Sakura', under: ['sakura.ne.jp'] },
  { name: 'Proofpoint', under: ['pphosted.com', 'ppe-hosted.com'], isGateway: true },
  { name: 'Mimecast', under: ['mimecast.com'], isGateway: true },
  { name: 'Barracuda', under: ['barracudanetworks.com'], isGateway: true },
  { name: 'Cisco Secure Email', under: ['iphmx.com'], isGateway: true },
  { name: 'Symantec Email Security', under: ['messagelabs.com'], isGateway: true },
  { name: 'Forcepoint', under: ['mailcontrol.com'], isGateway: true },
  { name: 'Hornetsecurity', under: ['antispameurope.com', 'hornetsecurity.com'], isGateway: true },
  { name: 'Sophos Email', under: ['hydra.sophos.com'], isGateway: true },
  { name: 'N-able SpamExperts', under: ['antispamcloud.com'], isGateway: true },
  { name: 'Cloudflare', under: ['mx.cloudflare.net'], isGateway: true },
];

/** The one provider that all these MX hosts belong to; undefined where it is none that is known, or several. */
export function mailProviderOf(hosts: readonly string[]): MailProvider | undefined {
  const [first, ...others] = hosts.map(providerOf);
  return others.every((other) => other === first) ? first : undefined;
}

function providerOf(host: string): MailProvider | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  return PROVIDERS.find(({ under }) => under.some((suffix) => name === suffix || name.endsWith(`.${suffix}`)));
}
