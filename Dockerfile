# Builds the wheel, then installs it into a clean image that runs as a user without rights.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY src src
COPY config config
COPY captions captions
COPY media media
COPY toolkit toolkit
RUN pip install --no-cache-dir --require-hashes -r requirements.lock --target /deps-build \
 && PYTHONPATH=/deps-build python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheel .

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 campaign \
 && mkdir -p /data /workspace && chown campaign:campaign /data
COPY requirements.lock /tmp/requirements.lock
COPY --from=build /wheel /wheel
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock \
 && pip install --no-cache-dir --no-deps /wheel/*.whl && rm -r /wheel /tmp/requirements.lock
USER campaign
ENV CAMPAIGN_WORKSPACE=/workspace \
    CAMPAIGN_DATABASE_URL=sqlite:////data/campaign.db \
    CAMPAIGN_SECRETS_DIR=/run/secrets \
    PYTHONUNBUFFERED=1
VOLUME ["/data", "/workspace"]
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s CMD ["campaign", "status", "--healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["campaign"]
CMD ["run"]
