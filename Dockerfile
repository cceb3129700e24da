# The first stage builds the console, the second has the compilers that native packages need, the last only what runs. The version is
# package.json's.
ARG NODE_VERSION=24.21.0
FROM node:${NODE_VERSION}-bookworm AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY clients/typescript/src clients/typescript/src
COPY src src
# Its `prepare` builds dist/console.
RUN npm ci

FROM node:${NODE_VERSION}-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# What builds the console is not installed here.
RUN npm pkg delete scripts.prepare && npm ci --omit=dev
COPY LICENSE ./
COPY migrations migrations
COPY clients/typescript/src clients/typescript/src
COPY src src
COPY --from=console /app/dist dist

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 ADMIN_PORT=9464 DATA_DIR=/data MODELS_DIR=/models
WORKDIR /app
# Owned by root and run by another: the service cannot change itself.
COPY --from=build --chown=root:root /app /app
RUN mkdir -p /data /models && chown node:node /data /models
USER node
# The root file system may be read-only: everything written goes to the two volumes.
VOLUME ["/data", "/models"]
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=2s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.ADMIN_PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "src/main.ts"]
CMD ["serve"]
