import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { AppError, ErrorCode, isAppError } from '../../errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../migration/time.ts';

const SOON_MS = 5 * SECOND_MS;
/** A token that is wrong now is put right by a person, and takes that long. */
const WHEN_MENDED_MS = 5 * MINUTE_MS;

/** Slack's own trouble: it says so in an answer, and did nothing. */
const SLACK_TROUBLE = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);
const LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const TOKEN_TROUBLE = new Set(['invalid_auth', 'not_authed', 'token_expired', 'access_denied', 'org_login_required']);

/** The app itself is shut out: it says nothing of the person, and stops its messages to the channel as well. */
const APP_SHUT_OUT = new Set(['account_inactive', 'token_revoked', 'app_access_denied', 'team_access_not_granted']);
/** The app may write to nobody directly, until somebody changes that: its scopes, its settings, the organisation's rules. */
const APP_MAY_NOT = new Set([
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
  'messages_tab_disabled',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'accesslimited',
]);

/** The code that Slack gave for a refusal; undefined when the error is none of its refusals. */
export function slackCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/**
 * An error of a call as an error of delivery. `delivery-retry` carries `retryAfterMs`, and `doubtful` when the call may
 * have been carried out all the same (no answer, or a server error); `delivery-impossible` carries Slack's reason.
 * What is no error of a call is returned as it is.
 */
export function deliveryError(error: unknown): unknown {
  const retry = (retryAfterMs: number, doubtful: boolean, reason: string) =>
    new AppError(ErrorCode.DeliveryRetry, { retryAfterMs, doubtful, reason }, { cause: error });
  if (error instanceof WebAPIRateLimitedError) return retry(error.retryAfter * SECOND_MS, false, 'rate-limited');
  if (error instanceof WebAPIRequestError) return retry(SOON_MS, true, 'no-answer');
  if (error instanceof WebAPIHTTPError) return retry(SOON_MS, error.statusCode >= 500, `http-${error.statusCode}`);
  const code = slackCode(error);
  if (code === undefined) return error;
  if (SLACK_TROUBLE.has(code)) return retry(SOON_MS, true, code);
  if (LIMITED.has(code)) return retry(MINUTE_MS, false, code);
  if (TOKEN_TROUBLE.has(code)) return retry(WHEN_MENDED_MS, false, code);
  return new AppError(ErrorCode.DeliveryImpossible, { reason: code }, { cause: error });
}

/**
 * The same of a direct message. A refusal that is not about the app as a whole is `person-unreachable`, with `forGood`
 * unless it would be lifted for everybody at once: deactivated (`user_disabled`), gone or foreign (`user_not_found`,
 * `user_not_visible`), an app (`cannot_dm_bot`), or whatever else Slack comes to say of one person.
 */
export function directError(error: unknown): unknown {
  const classified = deliveryError(error);
  if (!isAppError(classified, ErrorCode.DeliveryImpossible)) return classified;
  const reason = String(classified.details.reason);
  if (APP_SHUT_OUT.has(reason)) return classified;
  return new AppError(ErrorCode.PersonUnreachable, { reason, forGood: !APP_MAY_NOT.has(reason) }, { cause: error });
}
