import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { AppError, ErrorCode } from '../../errors.ts';
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
