import Joi from 'joi';

export const port = Joi.number().port().allow(0);
export const url = Joi.string().uri({ scheme: ['http', 'https'] });
export const seconds = Joi.number().integer().min(1).max(86_400);
export const password = Joi.string().max(256);
export const DEVELOPMENT_PASSWORD = 'for-development-only';
export const flag = Joi.string().valid('0', '1');
export const secret = Joi.string().custom((value: string, helpers) =>
  Buffer.byteLength(value) >= 32
    ? value
    : helpers.message({ custom: '{#label} must have at least 32 bytes' }),
);

/** Accepts a list of origins as browsers send them: scheme, host, and a port that is not the scheme's default. */
export function validOrigins(value: string, helpers: Joi.CustomHelpers) {
  const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;
  return value.split(',').every((origin) => isOrigin(origin.trim()))
    ? value
    : helpers.message({
        custom: '{#label} must be origins separated by commas, such as https://shop.example',
      });
}
