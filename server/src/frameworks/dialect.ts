import type { LaunchBuilder } from './builder.ts';
import type { Config, ConfigNode } from './config-tree.ts';
import type { Engine } from './engine.ts';
import type { Include } from './includes.ts';
import type { Command } from './shell.ts';
import type { Slot } from './slots.ts';

/** What a reader of configs may look at beside the config itself. */
export interface Source {
  /** The document's text; positions of configs are offsets into it. */
  readonly text: string;
  readonly path: string | null;
  /** Language of the file, or of the fence. */
  readonly language: 'yaml' | 'json' | 'toml';
  /** All configurations of the same file: a ConfigMap beside the deployment that mounts it. */
  readonly siblings: readonly Config[];
  /** What a command launches: by the flags of its engine, or by the keys of a dialect that takes overrides. */
  readonly launch: (command: Command, name: string) => LaunchBuilder[];
}

/** By what a configuration is known as one of a dialect. All that is given has to hold. */
export interface Recognition {
  /** `kind` and `apiVersion` of a Kubernetes object. */
  readonly kind?: RegExp;
  readonly api?: RegExp;
  /** Paths that have to be there; `a|b`: one of them. */
  readonly keys?: readonly string[];
  /** Paths that must not be there. */
  readonly without?: readonly string[];
  readonly language?: 'yaml' | 'json' | 'toml';
}

/**
 * A part of a configuration that launches something: most training configs have one, reinforcement learning has one a role, serving one a
 * service. Paths are seen from the role, or from the root where they start with `/`; the first that is there counts.
 */
export interface Role {
  /** `''` for the whole configuration, `actor_rollout_ref.actor`, `services.*`. Every match is a launch. */
  readonly at: string;
  /** What the launch is called; by its key or its `name` where left out. */
  readonly name?: string;
  readonly engine: Engine;
  /** Maps whose keys are the engine's own arguments. */
  readonly arguments?: readonly string[];
  readonly numbers?: Readonly<Partial<Record<Slot, readonly string[]>>>;
  readonly switches?: Readonly<Record<string, readonly string[]>>;
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** A switch that has to be on for the role to count: `megatron_cfg.enabled`. */
  readonly when?: string;
  /** A switch that, where it is off, gives a share of the hardware to others: how much is left is not known. */
  readonly whole?: string;
  /** Where this is there, the role is another one. */
  readonly unless?: string;
  /** What the paths cannot say. */
  readonly finish?: (builder: LaunchBuilder, node: ConfigNode) => void;
  /** What is not written has its default. `false` for files that only change some values of another one. */
  readonly closed?: boolean;
  readonly defaults?: Readonly<Partial<Record<Slot, number>>>;
}

/** A group of pods that one engine runs on. */
export interface PodGroup {
  /** Every match is a group: `spec.services.*`, `spec.roles[]`. */
  readonly at: string;
  /** Paths of a count of pods that belong together: the size of a LeaderWorkerSet. */
  readonly size?: readonly string[];
  /** The size where a key is there that does not say it: `multinode: {}`. */
  readonly sizeOf?: { readonly key: string; readonly count: number };
  /** Paths of a count that makes copies of the group, or, where nodes are told to find each other, the group itself. */
  readonly replicas?: readonly string[];
  /** Parts of the group with their own counts; the group itself where left out. */
  readonly parts?: readonly PodPart[];
  /** Paths of the GPUs of one pod, where they are not among the resources of its containers. */
  readonly gpus?: readonly string[];
  /** The count of pods cannot be told from the object. */
  readonly unsized?: boolean;
}

export interface PodPart {
  readonly at: string;
  /** Path of its count, seen from the part; 1 where there is none. */
  readonly count?: string;
  /** The count where none is written; 1 where left out. */
  readonly absent?: number;
  /** Path of the most it may grow to, which is also the most that it starts with. */
  readonly most?: string;
  /** Whether anything makes it grow; so it is where left out. */
  readonly grows?: boolean;
  /** Path of the least: a lower count is raised to it. */
  readonly least?: string;
  /** Path of the pods that each of the count stands for. */
  readonly hosts?: string;
  /** Path of a switch that makes the count 0. */
  readonly off?: string;
  /** Takes one pod of the group's size; the rest are of the other part. */
  readonly leader?: boolean;
}

/** A way of writing launches down, as a framework or a platform reads it. */
export interface Dialect {
  readonly id: string;
  /** Of several dialects that a config fits, the one with the lowest counts: objects of Kubernetes, trainers, servers, bare arguments. */
  readonly order: number;
  readonly title: string;
  /** In one sentence: what such a file is. */
  readonly summary: string;
  readonly recognise: readonly Recognition[];
  readonly roles?: readonly Role[];
  readonly groups?: readonly PodGroup[];
  /** Guides show such a config in pieces: those of one section that share no key are read together. */
  readonly fragments?: boolean;
  /** Other files of the project that such a config takes values from. */
  readonly includes?: readonly Include[];
  /** Commands whose arguments are keys of this dialect: Hydra overrides. */
  readonly commands?: readonly RegExp[];
  /** The defaults of such a command are those of the roles, unless it names a config of its own. */
  readonly commandDefaults?: boolean;
  /** What the declarations above cannot say. */
  readonly read?: (config: Config, source: Source) => readonly LaunchBuilder[];
  /** Engines for the documentation, where `read` makes the launches. */
  readonly engines?: readonly Engine[];
  /** Where the hardware is, in words, for the documentation. */
  readonly hardware: string;
  /** What its loader says to a key that is written twice in one map, `{key}` for the key; without it the last one counts. */
  readonly twice?: string;
  /** What is left unread, and why, for the documentation. */
  readonly silent?: string;
}

export type { ConfigNode };
