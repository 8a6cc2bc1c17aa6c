import fc from 'fast-check';

/** One seed for what is drawn, so that a run can be relied on; TSUDOI_SEED draws other inputs. */
fc.configureGlobal({ seed: Number(process.env['TSUDOI_SEED'] ?? '1') });
