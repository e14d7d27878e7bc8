# syntax=docker/dockerfile:1

# Packages first: this layer is built again only when they change.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional ones too: of production packages only TypeScript is among them, as an optional peer of i18next.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund && npm cache clean --force

FROM node:24-slim
# One arena: each thread's own would keep what connections no longer need, some 150 MB with 50 migrations.
ENV NODE_ENV=production \
    DATA_DIR=/data \
    HEALTH_HOST=0.0.0.0 \
    HEALTH_PORT=8080 \
    NODE_COMPILE_CACHE=/tmp/node-compile-cache \
    MALLOC_ARENA_MAX=1
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json manifest.yml LICENSE ./
COPY src ./src
# Only the data directory belongs to the bot; its own code it can read and not write.
RUN mkdir -p /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
# 3000: Slack's requests, with HTTP alone. 8080: the health pages.
EXPOSE 3000 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT || 8080}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No npm between the signal and the bot: it stops cleanly on SIGTERM, within 30 s (docker run --stop-timeout 30).
# The command line is in the image too: docker exec CONTAINER node src/cli/main.ts vault|journal|doctor.
CMD ["node", "--max-semi-space-size=8", "src/main.ts"]
