# The bot in one image: `restyle run`, `restyle worker`, `restyle migrate`, whatever the command says.
#
#   docker build -t restyle .
#   docker run --init --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     --env-file .env -v restyle:/data restyle
#
# Only /data and /tmp are ever written to. The tag follows its distribution's fixes; to build from the very same base
# again, put the digest behind it: `docker buildx imagetools inspect python:3.11-slim-trixie` prints it, and
# `--build-arg BASE=python:3.11-slim-trixie@sha256:...` takes it.
ARG BASE=python:3.11-slim-trixie

FROM ${BASE} AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_NO_CACHE=1
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore "uv>=0.9,<1"
WORKDIR /src
# The libraries first: they change less often than the program, and fill a layer of their own.
COPY pyproject.toml ./
RUN uv venv --python /usr/local/bin/python3 /opt/restyle \
  && uv pip install --python /opt/restyle/bin/python --compile-bytecode -r pyproject.toml
COPY README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY migrations migrations
RUN uv build --wheel --out-dir /dist \
  && uv pip install --python /opt/restyle/bin/python --compile-bytecode --no-deps /dist/*.whl

FROM ${BASE}
# Nothing that could install more; and a user whose number a volume or a cluster's policy may rely on.
RUN pip uninstall --yes --quiet --root-user-action=ignore setuptools wheel pip \
  && useradd --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin restyle \
  && install --directory --owner restyle --group restyle --mode 0700 /data
COPY --from=build /opt/restyle /opt/restyle
# HOME is where a library would keep a cache: away with the container.
ENV PATH=/opt/restyle/bin:$PATH \
  HOME=/tmp \
  PYTHONDONTWRITEBYTECODE=1 \
  PYTHONUNBUFFERED=1 \
  RESTYLE_DATA_DIR=/data \
  RESTYLE_HEALTH_ADDRESS=127.0.0.1:8080 \
  RESTYLE_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=3 CMD ["restyle", "health"]
ENTRYPOINT ["restyle"]
CMD ["run"]
