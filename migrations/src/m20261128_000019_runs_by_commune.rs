//! Whose runs of jobs are: each administrator reads those of the own commune.

crate::dialect::migration!("m20261128_000019_runs_by_commune", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE job_runs ADD COLUMN commune_id {ID}
";

const DOWN: &str = r"
ALTER TABLE job_runs DROP COLUMN commune_id
";
