import type { Cloud } from './cloud.ts';

const STELLAR =
  'STeLLAR (Ustiugov et al., "Analyzing Tail Latency in Serverless Clouds with STeLLAR", 2021): client-side latencies in the western US';
const REPORTING = 'Delay of logs is an assumption: seconds with AWS and Google, minutes with Azure, as their documentations say';
const KEEP_ALIVE =
  'Keep-alive is an assumption: published observations lie between 5 and 20 minutes, and none of the providers promises one';

/** Clouds made of published figures. None of them is measured here, and none is the cloud it resembles. */
export const CLOUDS: readonly Cloud[] = [
  {
    id: 'simulated-aws',
    title: 'A simulated cloud with published figures of AWS Lambda',
    planId: 'aws-lambda-x86',
    processor: [
      { memoryMb: 1769, share: 1 },
      { memoryMb: 10_240, share: 5.79 },
    ],
    network: { medianMs: 18, highMs: 74 },
    init: { medianMs: 430, tailRatio: 1.5 },
    keepAliveMs: 600_000,
    concurrency: 1_000,
    reporting: { atOnce: true, delayMs: 5_000, source: 'exact' },
    sources: [STELLAR, 'Lambda developer guide: 1,769 MB are one vCPU, in proportion below', REPORTING, KEEP_ALIVE],
  },
  {
    id: 'simulated-gcp',
    title: 'A simulated cloud with published figures of Google Cloud Run functions',
    planId: 'gcp-run-functions',
    processor: [
      { memoryMb: 128, share: 0.083 },
      { memoryMb: 256, share: 0.167 },
      { memoryMb: 512, share: 0.333 },
      { memoryMb: 1024, share: 0.583 },
      { memoryMb: 2048, share: 1 },
      { memoryMb: 8192, share: 2 },
      { memoryMb: 32_768, share: 8 },
    ],
    network: { medianMs: 17, highMs: 47 },
    init: { medianMs: 853, tailRatio: 1.8 },
    keepAliveMs: 600_000,
    concurrency: 1_000,
    reporting: { atOnce: false, delayMs: 10_000, source: 'reconstructed' },
    sources: [STELLAR, 'Google Cloud: default processor of functions by memory', REPORTING, KEEP_ALIVE],
  },
  {
    id: 'simulated-azure',
    title: 'A simulated cloud with published figures of Azure Functions, Consumption',
    planId: 'azure-consumption',
    processor: [{ memoryMb: 1, share: 1 }],
    network: { medianMs: 25, highMs: 75 },
    init: { medianMs: 1_376, tailRatio: 2.6 },
    keepAliveMs: 600_000,
    concurrency: 200,
    reporting: { atOnce: false, delayMs: 120_000, source: 'estimated' },
    sources: [STELLAR, 'Azure documentation: an instance of the Consumption plan has one processor and 1.5 GB', REPORTING, KEEP_ALIVE],
  },
];
