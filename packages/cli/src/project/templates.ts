import { PROJECT_FILE } from './project.ts';

export const LANGUAGES = ['python', 'javascript', 'typescript'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a new project is made of: its runtime unless another is named, and its files. */
interface Template {
  readonly runtime: string;
  readonly handler: string;
  readonly files: Readonly<Record<string, string>>;
}

const TEMPLATES: Readonly<Record<Language, Template>> = {
  python: {
    runtime: 'python3.12',
    handler: 'app.handler',
    files: {
      'app.py': [
        'def handler(event, context):',
        '    print("request", context.aws_request_id)',
        '    return {"hello": event.get("name", "world")}',
        '',
      ].join('\n'),
      'requirements.txt': '',
    },
  },
  javascript: {
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    files: {
      'index.mjs': [
        'export async function handler(event, context) {',
        "  console.log('request', context.awsRequestId);",
        "  return { hello: event.name ?? 'world' };",
        '}',
        '',
      ].join('\n'),
      'package.json': `${JSON.stringify({ private: true, type: 'module' }, undefined, 2)}\n`,
    },
  },
  typescript: {
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    files: {
      'index.ts': [
        'interface Greeting {',
        '  name?: string;',
        '}',
        '',
        'export async function handler(event: Greeting): Promise<{ hello: string }> {',
        "  return { hello: event.name ?? 'world' };",
        '}',
        '',
      ].join('\n'),
      'package.json': `${JSON.stringify({ private: true, type: 'module' }, undefined, 2)}\n`,
    },
  },
};

/** The files of a new project, by their paths. */
export function templateFiles(name: string, language: Language, runtime: string | undefined): Readonly<Record<string, string>> {
  const template = TEMPLATES[language];
  const project = { name, runtime: runtime ?? template.runtime, handler: template.handler, memoryMb: 128, timeoutSeconds: 3 };
  return { [PROJECT_FILE]: `${JSON.stringify(project, undefined, 2)}\n`, ...template.files };
}

/** The language that a runtime runs when nobody says which. */
export function languageOf(runtime: string | undefined): Language {
  return runtime?.startsWith('nodejs') === true ? 'javascript' : 'python';
}
