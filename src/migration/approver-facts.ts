import { z } from 'zod';

/** A Slack user group whose members may approve. Who is in it is Slack's to say, at each click. */
export const approverGroupSchema = z.object({
  /** Slack's id, S…. */
  id: z.string(),
  /** Its handle without the @, as it was when it was named. */
  name: z.string(),
  /** How many people were in it then, those named beside it left out. */
  people: z.int(),
});
export type ApproverGroup = Readonly<z.infer<typeof approverGroupSchema>>;

/** The group by which somebody was an approver, as it was called then. */
export const viaSchema = approverGroupSchema.pick({ id: true, name: true });
export type Via = Readonly<z.infer<typeof viaSchema>>;
