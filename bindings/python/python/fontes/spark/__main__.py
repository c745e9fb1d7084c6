"""The job: `python -m fontes.spark CORPUS OUT`, or by spark-submit."""

from __future__ import annotations

import argparse


def main() -> None:
    parser = argparse.ArgumentParser(prog="fontes.spark", description="Reuse in a corpus of Parquet, on Apache Spark.")
    parser.add_argument("corpus", help="Parquet with a document a row")
    parser.add_argument("out", help="folder of any file system that Spark writes; a run that was stopped goes on there")
    parser.add_argument("--text", default="text")
    parser.add_argument("--id", default="id")
    parser.add_argument("--series")
    parser.add_argument("--date")
    parser.add_argument("--min-words", type=int, default=8)
    parser.add_argument("--min-score", type=float, default=0.5)
    parser.add_argument("--max-df", type=int, default=100)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--within", choices=("all", "across", "inside"), default="all")
    asked = vars(parser.parse_args())

    from pyspark.sql import SparkSession

    from fontes.spark import reuse

    # Batches of Arrow are bounded in bytes, so that a long document is a batch of its own.
    builder = SparkSession.builder.appName("fontes").config("spark.sql.execution.arrow.maxBytesPerBatch", 32 << 20)
    spark = builder.getOrCreate()
    found = reuse(spark, asked.pop("corpus"), asked.pop("out"), **asked)
    for stage, how in found.stages.items():
        print(f"{stage}: {how}")
    print(f"{found.reuse.count()} passages, {found.duplicates.count()} duplicates")


if __name__ == "__main__":
    main()
