import { type Document, isScript, type Section, type Statement } from '../document/document.ts';
import type { Files } from '../document/files.ts';
import { Slot } from '../document/kept.ts';
import { findAccelerator } from '../physics/gpus.ts';
import { owned } from '../text/memo.ts';
import { type Span, span } from '../text/span.ts';
import type { LaunchBuilder } from './builder.ts';
import { commandLaunch, countStarted, engineOf, overridesOf, scriptsIn, textOf } from './commands.ts';
import { type Config, type ConfigNode, child, descendants, embeddedConfigs, nodesAt, readConfigs } from './config-tree.ts';
import { containersAnywhere } from './containers-anywhere.ts';
import type { Dialect, Source } from './dialect.ts';
import { dialects } from './dialects/index.ts';
import { engines, servers } from './engines/index.ts';
import { cellScripts, unescaped, withUnescaped } from './escaped.ts';
import { fencesOf, type Launches, mayStart, shells } from './fences.ts';
import { toldGpus, toldHardware } from './hardware.ts';
import { heredocsIn } from './heredocs.ts';
import { Includes } from './includes.ts';
import { isFolded } from './kubernetes.ts';
import type { Launch } from './launch.ts';
import { takeNamedFiles } from './named-files.ts';
import { joinPeers } from './peers.ts';
import { dialectOf, isKubernetes, readDialect } from './read-config.ts';
import { dockerfileScripts, makefileScripts } from './script-files.ts';
import { besideEachOther } from './shared-gpus.ts';
import { type Command, readScript, type Script, type Word } from './shell.ts';
import { onSlurm, type SlurmRequest, slurmEnvironment, slurmRequest } from './slurm.ts';
import { againstJob, againstLightning, againstShown, againstTasks } from './started-jobs.ts';
import { moreAround, onToldAccelerator, onToldGpus } from './told.ts';
import { commentLines, commentsOf, dealComments } from './told-comments.ts';
import { unitScripts } from './unit-files.ts';

const most = 400;

/** Reads the launches of a document: a config, a script, or the fences of a markdown text. */
export function readLaunches(document: Document, path: string | null = null, files?: Files): Launches {
  const reader = new Reader(document, path, files);
  const all = span(0, document.text.length);
  switch (document.language) {
    case 'markdown':
    case 'rst':
      reader.fences();
      break;
    case 'text':
      reader.script(all, '');
      break;
    case 'shell':
      reader.script(all, 'bash');
      break;
    case 'dockerfile':
      reader.scripts(dockerfileScripts(document.text, all), { comments: commentLines(document.text, all) });
      break;
    case 'makefile':
      reader.scripts(makefileScripts(document.text, all), { comments: commentLines(document.text, all) });
      break;
    case 'systemd':
      reader.scripts(unitScripts(document.text, all), { comments: commentLines(document.text, all) });
      break;
    default:
      reader.file(document.language);
  }
  if (isScript(document.language)) reader.wholeScript();
  return reader.result();
}

class Reader {
  readonly #document: Document;
  readonly #path: string | null;
  readonly #builders: LaunchBuilder[] = [];
  readonly #launches: Launch[] = [];
  readonly #read = new Set<Statement>();
  readonly #dialects = new Set<Dialect>();
  readonly #pieces: {
    readonly section: Section | null;
    readonly dialect: Dialect;
    readonly language: Source['language'];
    config: Config;
  }[] = [];
  readonly #includes: Includes;
  /** Configs that scripts of the document write, by the file's name. */
  readonly #written = new Map<string, ConfigNode>();
  #whole = false;

  constructor(document: Document, path: string | null, files: Files | undefined) {
    this.#document = document;
    this.#path = path;
    this.#includes = new Includes(path, files);
  }

  /** Of a script only what it launches is read. */
  wholeScript(): void {
    this.#whole = true;
  }

  result(): Launches {
    joinPeers(this.#builders);
    for (const builder of this.#builders) this.#keep(builder);
    return { launches: this.#launches, read: this.#read, whole: this.#whole, dialects: this.#dialects, wanted: [...this.#includes.wanted] };
  }

  file(language: Source['language']): void {
    const configs = readConfigs(this.#document);
    const known = this.#configs(configs, language);
    const [notebook] = language === 'json' ? configs.filter(({ root }) => child(root, 'nbformat')) : [];
    if (notebook)
      for (const { text, at } of cellScripts(notebook.root, this.#document.plain)) this.scripts([readScript(text, at)], { text });
    else this.#strings(configs, known);
    // an object of Kubernetes that no dialect knows is no plan either
    this.#whole = known || configs.some((config) => isKubernetes(config.root));
  }

  /** Whether at least one of the configurations is of a known dialect. */
  #configs(configs: readonly Config[], language: Source['language'], depth = 0): boolean {
    let known = false;
    const source: Source = {
      text: this.#document.plain,
      path: this.#path,
      language,
      siblings: configs,
      launch: (command, name) => launched(command, name, source),
    };
    for (const config of configs) {
      const items = nodesAt(config.root, 'items[]').filter(isKubernetes);
      const parts = items.length > 0 ? items.map((root) => ({ ...config, root: { ...root, parent: null } })) : [config];
      for (const part of parts) {
        const dialect = dialectOf(part.root, language, dialects);
        if (dialect) {
          known = true;
          this.#dialects.add(dialect);
          const comments = commentsOf(part, this.#document.plain);
          const told = toldGpus(part.comments, depth === 0 ? this.#path : null);
          const taken = depth === 0 && dialect.includes ? this.#includes.resolve(part.root, dialect.includes) : part.root;
          const builders = readDialect(dialect, { ...part, root: taken }, source, servers);
          for (const builder of builders) {
            if (told && trained(builder) && !builder.has('gpus') && !builder.has('nodes') && !builder.has('gpus_per_node'))
              builder.bound('gpus', told);
            if (!builder.wordsOf('accelerator')) {
              const kinds = part.comments
                .flatMap((comment) => toldHardware(comment)?.accelerator ?? [])
                .filter(({ text }) => findAccelerator(text));
              if (kinds.length === 1) builder.words('accelerator', kinds[0]).switch('accelerator_told', true);
            }
            builder.comments(comments, builders.length === 1);
            this.#add(builder);
          }
        } else if (depth === 0 && (child(part.root, 'kind')?.text === 'HelmRelease' || !isKubernetes(part.root))) {
          const builders = containersAnywhere(part.root, this.#document.plain, servers);
          for (const builder of builders) this.#add(builder);
          known = known || builders.length > 0;
        } else if (depth === 0) {
          // ConfigMaps carry the options of engines
          for (const file of nodesAt(part.root, 'data.*'))
            if (/\.(?:ba)?sh$/.test(file.key) || file.text.startsWith('#!')) this.script(file.span, 'bash');
            else if (/parallel/.test(file.text))
              known = this.#configs(embeddedConfigs(this.#document.plain, file.span), 'yaml', depth + 1) || known;
        }
      }
    }
    return known;
  }

  #add(builder: LaunchBuilder): void {
    this.#builders.push(builder);
  }

  #keep(builder: LaunchBuilder): void {
    // a server without degrees is one of TP 1
    // what a job asks for starts nothing by itself
    const asked = (['asked_nodes', 'asked_per_node'] as const).filter((slot) => builder.has(slot)).length;
    const says = builder.size > asked || (servers.includes(builder.engine) && builder.wordsOf('model') !== undefined);
    if (this.#launches.length < most && says) this.#launches.push(builder.build());
  }

  /** The fences of a markdown document, one by one. */
  fences(): void {
    for (const { fence, first, block, config, at } of fencesOf(this.#document)) {
      if (config) {
        const configs = readConfigs(this.#document, block);
        const [only] = configs;
        const name = configs.length === 1 ? nameBefore(this.#document, first) : undefined;
        if (name && only && !this.#written.has(name)) this.#written.set(name, only.root);
        const piece = this.#piece(configs, config, first.section);
        if (piece || this.#configs(configs, config, 1)) for (const statement of block) this.#read.add(statement);
      } else this.#fenced(at, fence, first);
    }
    for (const { config, language } of this.#pieces) this.#configs([config], language, 1);
  }

  /** The commands of a fence: of one that launched nothing, once as long as it stays as it is. */
  #fenced(at: Span, fence: string, { own, section }: Statement): void {
    const text = this.#document.plain.slice(at.start, at.end);
    if (own.get(idle) === text) return;
    const before = this.#builders.length;
    this.script(at, fence, section);
    // a file that it writes is of use to others
    if (this.#builders.length === before && !text.includes('<<')) own.set(idle, owned(text));
  }

  /** Whether the fence is a piece of a config that its section shows in several. */
  #piece(configs: readonly Config[], language: Source['language'], section: Section | null): boolean {
    const [config] = configs;
    if (configs.length !== 1 || !config) return false;
    const dialect = dialectOf(config.root, language, dialects);
    if (!dialect?.fragments) return false;
    const last = this.#pieces.at(-1);
    const keys = new Set(config.root.children.map((item) => item.key));
    if (last?.section === section && last.dialect === dialect && !last.config.root.children.some((item) => keys.has(item.key))) {
      const { root, comments } = last.config;
      last.config = {
        ...last.config,
        root: { ...root, children: [...root.children, ...config.root.children] },
        comments: [...comments, ...config.comments],
      };
    } else this.#pieces.push({ section, dialect, language, config });
    return true;
  }

  /** Markdown in the values of a configuration, and commands where no dialect reads them: `guide: |`, `server_cmd: >`. */
  #strings(configs: readonly Config[], known: boolean): void {
    const { plain } = this.#document;
    for (const config of configs) {
      const kubernetes = isKubernetes(config.root);
      for (const node of descendants(config.root)) {
        if (node.children.length > 0 || node.text.length < 12 || node.file !== undefined) continue;
        if (node.text.includes('```')) {
          for (const { fence, at } of fencesIn(plain, node.span)) if (shells.test(fence)) this.script(at, fence);
        } else if (!known && !kubernetes && node.text.includes('\\n') && startsProgram(unescaped(node.text))) {
          // a script in a string of JSON
          const text = withUnescaped(plain, node.span);
          this.scripts([readScript(text, node.span)], { text });
        } else if (!known && !kubernetes && startsProgram(node.text))
          this.scripts([readScript(plain, node.span, { folded: isFolded(plain, node.span.start) })]);
      }
    }
  }

  /** The commands of a script. */
  script(at: Span, fence: string, section: Section | null = null): void {
    const text = this.#document.plain;
    if (!mayStart(text.slice(at.start, at.end))) return;
    const job = slurmRequest(text, at);
    const environment = job ? { environment: slurmEnvironment(job) } : {};
    this.#heredocs(at);
    // prose in a fence without a language is no command
    const longest = fence === '' ? 400 : Number.POSITIVE_INFINITY;
    this.scripts([readScript(text, at, environment)], { job, section, longest, environment });
  }

  /** The configs that a script writes. */
  #heredocs(at: Span): void {
    const text = this.#document.plain;
    for (const { path, at: body } of heredocsIn(text, at)) {
      const configs = embeddedConfigs(text, body);
      this.#configs(configs, /\.json$/i.test(path) ? 'json' : 'yaml', 1);
      const [only] = configs;
      if (only && configs.length === 1) this.#written.set(baseName(path), only.root);
    }
  }

  /** A config that a command names: one that the document writes itself, or another file of the project. */
  #named(name: string): ConfigNode | undefined {
    return this.#written.get(baseName(name)) ?? this.#includes.named(name) ?? undefined;
  }

  /** Lightning's trainers under torchrun, with the only config of the text that says what they run on. */
  #lightning(commands: readonly Command[]): LaunchBuilder[] {
    const configs = this.#builders.filter(({ engine }) => engine.id === 'megatron').filter((builder) => builder.has('gpus_per_node'));
    return commands.flatMap((command) => againstLightning(command, configs.length === 1 ? configs[0] : undefined));
  }

  /** What scripts launch, and the scripts that they hand to a shell. */
  scripts(read: readonly Script[], options: ScriptPlace = {}): void {
    const { job, section, environment = {}, longest = Number.POSITIVE_INFINITY, text = this.#document.plain } = options;
    const source: Source = {
      text,
      path: this.#path,
      language: 'yaml',
      siblings: [],
      launch: (command, name) => launched(command, name, source),
    };
    const scripts = read.flatMap((script) => scriptsIn(text, script, environment));
    const commands = scripts.flatMap((script) => script.commands).filter((command) => command.words.length < longest);
    const started: { command: Command; builder: LaunchBuilder }[] = [];
    const builders = commands.flatMap((command) => {
      const launches = source.launch(command, '');
      for (const builder of launches) {
        takeNamedFiles(builder, command, (name) => this.#named(name));
        started.push({ command, builder });
      }
      return launches;
    });
    besideEachOther(started);
    onToldAccelerator(builders, scripts);
    if (text === this.#document.plain)
      dealComments(builders, [...scripts.flatMap(({ comments }) => comments), ...(options.comments ?? [])], text);
    const lookup = (name: string): ConfigNode | undefined => this.#named(name);
    for (const builder of againstJob(scripts, commands, job, lookup, builders.filter(trained))) this.#add(builder);
    for (const builder of [...againstShown(commands, lookup), ...againstTasks(started, job), ...this.#lightning(commands)])
      this.#add(builder);
    const [only] = builders;
    if (job && only && builders.length === 1 && trained(only)) onSlurm(only, job);
    const around = [
      ...scripts.flatMap(({ comments }) => comments.map((comment) => comment.text)),
      section ? this.#document.plain.slice(section.title.start, section.title.end) : '',
    ];
    onToldGpus(builders, scripts, {
      heading: section ? { text: around.at(-1) ?? '', span: section.title } : null,
      path: isScript(this.#document.language) ? this.#path : null,
    });
    for (const builder of builders) {
      if ((builder.defaults.nodes ?? builder.started.nodes) !== undefined && moreAround(builder.value('gpus_per_node'), around))
        builder.bound('nodes', undefined);
      this.#add(builder);
    }
  }
}

/** The name of a file right before a fence, alone or at the end of its sentence: `extra.yml`:, or in the fence's first comment. */
function nameBefore({ statements, plain }: Document, first: Statement): string | undefined {
  const before = statements[first.index - 1];
  const own = first.kind === 'comment' ? first : undefined;
  for (const statement of [own, before]) {
    if (!statement || (statement === before && (statement.fence !== null || statement.section !== first.section))) continue;
    const text = plain.slice(statement.span.start, statement.span.end).replaceAll('\0', '').slice(-200);
    const found = /(?:^|[\s(])((?:[\w.-]+\/)*[\w.-]+\.(?:ya?ml|json))\W{0,3}$/.exec(text)?.[1];
    if (found) return baseName(found);
  }
  return undefined;
}

/** The text of a fence that launches nothing. */
const idle = new Slot<string>();

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A value is a command where it starts a launcher, or a program that an engine is known by: its lines joined as the shell joins them. */
const startsProgram = (text: string): boolean => {
  if (!/\s-|\bserve\b/.test(text)) return false;
  const line = text.replace(/\\?\r?\n\s*/g, ' ');
  return starter.test(line) || engines.some(({ programs }) => programs.some((program) => program.test(line)));
};
const starter = /\b(?:torchrun|torch\.distributed\.run|accelerate launch)\b/;

/** The fences of a markdown text that is the value of a key. */
function fencesIn(text: string, at: Span): { fence: string; at: Span }[] {
  const out: { fence: string; at: Span }[] = [];
  const source = text.slice(at.start, at.end);
  for (const match of source.matchAll(/^[ \t]*(`{3,})[ \t]*([\w-]*)[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm)) {
    const body = match[3] ?? '';
    const start = at.start + match.index + match[0].indexOf('\n') + 1;
    out.push({ fence: (match[2] ?? '').toLowerCase(), at: span(start, start + body.length) });
  }
  return out;
}

/** What is known of scripts beside their text. */
interface ScriptPlace {
  readonly job?: SlurmRequest | undefined;
  readonly section?: Section | null;
  readonly environment?: { readonly environment?: ReadonlyMap<string, Word> };
  /** The text that the scripts were read from, where that is not the document's. */
  readonly text?: string;
  /** Commands of more words are prose. */
  readonly longest?: number;
  /** Comments that the scripts' own reader does not see. */
  readonly comments?: readonly { readonly text: string; readonly at: Span }[];
}

/** Engines that train: only for them does a comment tell how many GPUs there are. */
const trained = (builder: LaunchBuilder): boolean => !servers.includes(builder.engine);

function launched(command: Command, name: string, source: Source): LaunchBuilder[] {
  const text = textOf(command);
  for (const dialect of dialects.filter(({ commands }) => commands?.some((program) => program.test(text)))) {
    const config = overridesOf(command);
    const builders = readDialect(dialect, config, source, servers);
    for (const builder of builders) {
      builder.closed = dialect.commandDefaults === true && !config.merged && !/--config|\s-c[npd]\b/.test(text);
      if (name !== '') builder.name = name;
      // its config says nothing of the hardware: the launcher does
      if (!builder.has('gpus') && !builder.has('nodes') && !builder.has('gpus_per_node') && Object.keys(builder.defaults).length === 0)
        countStarted(builder, command);
    }
    if (builders.some((builder) => builder.size > 0)) return builders;
  }
  const engine = engineOf(command, engines);
  return engine ? [commandLaunch(command, engine, name)] : [];
}
