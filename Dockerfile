# The release of Ropeline in a small image. Queues live in memory; for a file, mount /data and add
# `--db /data/queues.db`. Arguments of `docker run` are added to the server's.
FROM debian:bookworm-slim AS build
WORKDIR /ropeline
# The packages have a layer of their own: they change less often than the sources.
COPY scripts/setup scripts/
COPY scripts/lib/tools.sh scripts/lib/
RUN scripts/setup build
COPY . .
RUN scripts/build release && strip build/release/ropeline

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libh2o-evloop0.13 libsqlite3-0 libssl3 libxml2 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 9324 --no-create-home --shell /usr/sbin/nologin ropeline \
 && install -d -o ropeline -g ropeline /data
COPY --from=build /ropeline/build/release/ropeline /usr/local/bin/ropeline
USER ropeline
EXPOSE 9324 4566
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["ropeline", "healthcheck"]
ENTRYPOINT ["ropeline", "--host", "0.0.0.0", "--port", "9324", "--port", "4566"]
