type Failed = { readonly code: string; readonly detail?: string | undefined };

/** Why a look learnt nothing, as figures of evidence: of an address that is not dialled also which one. */
export function whyFailed(failed: Failed): { readonly reason: string; readonly refused?: string } {
  const { detail } = refusedDetail(failed);
  return detail === undefined ? { reason: failed.code } : { reason: failed.code, refused: detail };
}

/** Of a failure whose details are not kept, the one that its words need: the address that is not dialled. */
export function refusedDetail({ code, detail }: Failed): { readonly detail?: string } {
  return code === 'address-refused' && detail !== undefined ? { detail } : {};
}
