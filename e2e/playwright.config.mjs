import { defineConfig } from '@playwright/test';

// One worker and no retries: two cores run a server and several browsers, and a journey that passes the second time
// has found something.
export default defineConfig({
  testDir: './journeys',
  testMatch: '*.spec.mjs',
  outputDir: './test-results',
  workers: 1,
  retries: 0,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./support/closing-line.mjs']],
});
