import { z } from 'zod';

/** By what right an app asks for access tokens: RFC 6749 section 4.4, or RFC 7523 with the key of a service account. */
const oauthSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('client-credentials'),
    tokenUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    scope: z.string(),
  }),
  z.object({
    kind: z.literal('service-account'),
    tokenUrl: z.string(),
    clientEmail: z.string(),
    privateKey: z.string(),
    keyId: z.string().optional(),
    scope: z.string(),
  }),
]);

const passwordSchema = z.object({
  user: z.string(),
  password: z.string(),
  /** `user` is a master user, who acts for this mailbox; "{mailbox}" and "{local}" stand for its address and local part. */
  authzid: z.string().optional(),
});
const tokenSchema = z.object({ user: z.string(), oauth: oauthSchema });

/** How a mailbox is logged in to. Rows of before tokens and master users are the plainest of these. */
export const credentialsSchema = z.union([tokenSchema, passwordSchema]);
export type PasswordCredentials = z.infer<typeof passwordSchema>;
export type Credentials = z.infer<typeof credentialsSchema>;
