import { SkeinError, parseDocument } from '@skein/contracts';
import { z } from 'zod';

const environment = z.object({ Variables: z.record(z.string(), z.string()).optional() });

/** Refused unless it is empty, whatever it holds. */
const notOffered = z.record(z.string(), z.unknown()).nullish();

/** The fields of a function's settings as Create and Update take them. */
const settings = {
  Runtime: z.string().optional(),
  Role: z.string().optional(),
  Handler: z.string().optional(),
  Description: z.string().optional(),
  Timeout: z.number().optional(),
  MemorySize: z.number().optional(),
  Environment: environment.nullish(),
  EphemeralStorage: z.object({ Size: z.number() }).optional(),
  TracingConfig: z.object({ Mode: z.enum(['PassThrough', 'Active']) }).optional(),
  Layers: z.array(z.string()).nullish(),
  FileSystemConfigs: z.array(z.unknown()).nullish(),
  VpcConfig: z.object({ SubnetIds: z.array(z.string()).nullish() }).nullish(),
  DeadLetterConfig: z.object({ TargetArn: z.string().nullish() }).nullish(),
  KMSKeyArn: z.string().nullish(),
  ImageConfig: notOffered,
  CodeSigningConfigArn: z.string().nullish(),
  DurableConfig: notOffered,
  TenancyConfig: notOffered,
  CapacityProviderConfig: notOffered,
  SnapStart: z.object({ ApplyOn: z.string().nullish() }).nullish(),
  LoggingConfig: z
    .object({
      LogFormat: z.string().nullish(),
      LogGroup: z.string().nullish(),
      ApplicationLogLevel: z.string().nullish(),
      SystemLogLevel: z.string().nullish(),
    })
    .nullish(),
};

export const createFunctionBody = z.object({
  ...settings,
  FunctionName: z.string(),
  PackageType: z.enum(['Zip', 'Image']).optional(),
  Architectures: z.array(z.string()).optional(),
  Code: z.object({ ZipFile: z.base64().optional(), S3Bucket: z.string().optional(), ImageUri: z.string().optional() }),
  Tags: z.record(z.string(), z.string()).optional(),
  Publish: z.boolean().optional(),
});

export const updateConfigurationBody = z.object({ ...settings, RevisionId: z.string().optional() });

export const updateCodeBody = z.object({
  ZipFile: z.base64().optional(),
  S3Bucket: z.string().optional(),
  ImageUri: z.string().optional(),
  RevisionId: z.string().optional(),
  DryRun: z.boolean().optional(),
  Publish: z.boolean().optional(),
  Architectures: z.array(z.string()).optional(),
});

export const tagBody = z.object({ Tags: z.record(z.string(), z.string()) });

export type SettingsBody = z.infer<typeof updateConfigurationBody>;
export type CreateFunctionBody = z.infer<typeof createFunctionBody>;

/**
 * Reads a JSON body of the given shape. Members that Lambda does not know are passed over, as there. Throws `invalid_request_content` or
 * `invalid_parameter`.
 */
export function parseBody<T>(shape: z.ZodType<T>, bytes: unknown): T {
  const parsed = shape.safeParse(parseDocument(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SkeinError('invalid_parameter', {
    parameter: issue?.path.join('.') || 'the body',
    reason: `${issue?.message ?? 'it has another shape'}.`,
  });
}
