import { workerData } from 'node:worker_threads';
import type { Config } from '../config.ts';
import { answerTasks, openTools } from '../context.ts';
import { createTrainingTasks } from '../learning/training/training-tasks.ts';

/** A thread beside a training: see context.ts, which starts it. */
answerTasks(createTrainingTasks(openTools(workerData as Config)));
