import type { Profile } from './facts.ts';

/** What a kind of new side fixes beforehand: names that nobody chooses, and what does not happen there. */
export type ProfileTraits = {
  /** The provider's own names, the same for every customer; pin target and final name at once. */
  readonly newHosts: {
    /** The value of the new MX record of a domain, where the provider fixes it. */
    readonly mx?: (domain: string) => string;
    readonly imap?: string;
    readonly pop3?: string;
    readonly smtp?: string;
  };
  /** What SPF includes for it, in the place of addresses. */
  readonly spfInclude?: string;
  /** What the name autodiscover is an alias of. */
  readonly autodiscover?: string;
  readonly dkimSelectors: readonly string[];
  /** Whether these selectors are aliases whose targets the provider's console tells. */
  readonly dkimByAlias: boolean;
  /** Whether clients go back to names of the domain; where not, the fixed names stay. */
  readonly returnsToHostnames: boolean;
  /** Whether mail moves by a change of MX or of what it leads to; a gateway in front is told another route. */
  readonly rewriteInDns: boolean;
};

const OWN_NAMES: ProfileTraits = {
  newHosts: {},
  dkimSelectors: [],
  dkimByAlias: false,
  returnsToHostnames: true,
  rewriteInDns: true,
};

const PROFILES: Readonly<Record<Profile, ProfileTraits>> = {
  hoster: OWN_NAMES,
  'same-provider': OWN_NAMES,
  gateway: { ...OWN_NAMES, rewriteInDns: false },
  // learn.microsoft.com, "External Domain Name System records for Microsoft 365".
  microsoft365: {
    newHosts: {
      mx: (domain) => `0 ${domain.replaceAll('.', '-')}.mail.protection.outlook.com`,
      imap: 'outlook.office365.com',
      pop3: 'outlook.office365.com',
      smtp: 'smtp.office365.com',
    },
    spfInclude: 'spf.protection.outlook.com',
    autodiscover: 'autodiscover.outlook.com',
    dkimSelectors: ['selector1', 'selector2'],
    dkimByAlias: true,
    returnsToHostnames: false,
    rewriteInDns: true,
  },
  // support.google.com/a, "Set up MX records for Google Workspace" (the one name since 2023).
  google: {
    newHosts: {
      mx: () => '1 smtp.google.com',
      imap: 'imap.gmail.com',
      pop3: 'pop.gmail.com',
      smtp: 'smtp.gmail.com',
    },
    spfInclude: '_spf.google.com',
    dkimSelectors: ['google'],
    dkimByAlias: false,
    returnsToHostnames: false,
    rewriteInDns: true,
  },
};

/** The traits of a profile; a record from before there were profiles counts as one hoster to another. */
export function profileOf(profile: Profile = 'hoster'): ProfileTraits {
  return PROFILES[profile];
}

/** Whether mail on the new side leaves from a provider's many addresses, none of which is the customer's own. */
export function isHosted(profile: Profile = 'hoster'): boolean {
  return PROFILES[profile].spfInclude !== undefined;
}
