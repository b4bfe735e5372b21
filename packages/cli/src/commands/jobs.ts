import type { Command } from 'commander';
import { isFinal } from '../followJob.js';
import { showMessage } from '../jobMessage.js';
import type { ServerApi } from '../serverApi.js';
import { formatTable, formatTime } from '../table.js';
import { serverCommand } from './command.js';

/** `graticule jobs` and `graticule job ID [--rejected]`. */
export function registerJobs(program: Command): void {
  const list = program.command('jobs').description('list the jobs, newest first');
  serverCommand(list, async (api) => {
    const jobs = await api.jobs();
    const rows = jobs.map((job) => [
      job.jobId,
      job.jobStatus.replace(/^esriJob/, ''),
      job.owner,
      formatTime(job.submitted),
      job.started !== null && job.ended !== null ? `${((job.ended - job.started) / 1000).toFixed(1)} s` : '-',
    ]);
    const columns = [
      { heading: 'JOB' },
      { heading: 'STATUS' },
      { heading: 'OWNER' },
      { heading: 'SUBMITTED (UTC)' },
      { heading: 'RAN', right: true },
    ];
    console.log(formatTable(columns, rows));
    return 0;
  });

  const one = program
    .command('job')
    .description('show the messages and the state of a job; exit code 1 when it failed')
    .argument('<id>', 'the job id')
    .option('--rejected', 'show the rows of input files that were rejected instead');
  serverCommand<{ rejected?: boolean }>(one, async (api, [id = ''], options) => {
    if (options.rejected === true) return showRejected(api, id);
    const job = await api.job(id);
    for (const message of job.messages) {
      const { stream, text } = showMessage(message);
      if (stream === 'stdout') console.log(text);
      else console.error(text);
    }
    console.error(`job ${job.jobId}: ${job.jobStatus}`);
    return isFinal(job.jobStatus) && job.jobStatus !== 'esriJobSucceeded' ? 1 : 0;
  });
}

async function showRejected(api: ServerApi, id: string): Promise<number> {
  let shown = 0;
  for (;;) {
    const rows = await api.rejectedRows(id, shown);
    for (const row of rows) {
      console.log(`${row.file}${row.line === null ? '' : `:${row.line}`}  ${row.reason}  ${row.text}`);
    }
    shown += rows.length;
    if (rows.length === 0) break;
  }
  console.error(`${shown} rejected rows`);
  return 0;
}
