/** Whether an MTA-STS policy lets senders deliver to a host: by name, or by a wildcard for one label (RFC 8461, section 4.1). */
export function policyLists(patterns: readonly string[], host: string): boolean {
  const wanted = host.toLowerCase();
  return patterns.some((pattern) => {
    const listed = pattern.toLowerCase().replace(/\.$/, '');
    if (!listed.startsWith('*.')) return listed === wanted;
    const dot = wanted.indexOf('.');
    return dot > 0 && wanted.slice(dot + 1) === listed.slice(2);
  });
}
