using DuckDB.NET.Data;

namespace TrainingDynamics.Benchmarks;

/// <summary>The five metrics as somebody with a database would compute them: read_json or Parquet, and SQL.</summary>
static class DuckDbMetrics
{
    /// <summary>Writes one JSON object an example: the same columns as td_metrics.jsonl, in float64 throughout.</summary>
    public static void Write(string run, string format, string output)
    {
        var dynamics = Path.Combine(run, "training_dynamics");
        var epochs = Directory.GetFiles(dynamics, $"dynamics_epoch_*.{format}").Length;
        var parts = Enumerable.Range(0, epochs).Select(epoch => format == "parquet"
            ? $"SELECT guid, gold, {epoch} AS epoch, logits AS z FROM '{dynamics}/dynamics_epoch_{epoch}.parquet'"
            : $"SELECT guid, gold, {epoch} AS epoch, logits_epoch_{epoch} AS z FROM read_json('{dynamics}/dynamics_epoch_{epoch}.jsonl', " +
            $"format = 'newline_delimited', columns = {{guid: 'BIGINT', logits_epoch_{epoch}: 'FLOAT[]', gold: 'INTEGER'}})");
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            COPY (
              WITH records AS ({string.Join(" UNION ALL ", parts)}),
              scored AS (
                SELECT guid, epoch, exp(z[gold + 1] - list_max(z)) / list_sum(list_transform(z, x -> exp(x - list_max(z)))) AS q,
                  CAST(list_position(z, list_max(z)) - 1 = gold AS INTEGER) AS c
                FROM records),
              stepped AS (SELECT *, lag(c) OVER (PARTITION BY guid ORDER BY epoch) AS before FROM scored)
              SELECT guid, row_number() OVER (ORDER BY guid) - 1 AS index, avg(q) * (1 - avg(q)) AS threshold_closeness,
                avg(q) AS confidence, stddev_pop(q) AS variability, sum(c) AS correctness,
                CASE WHEN sum(c) = 0 THEN 1000 ELSE count(*) FILTER (before = 1 AND c = 0) END AS forgetfulness
              FROM stepped GROUP BY guid ORDER BY guid)
            TO '{output}' (FORMAT json)
            """;
        command.ExecuteNonQuery();
    }
}
