# One build for both services: `--target server` (with the pages in it) and `--target payments-service`.
FROM node:20.19.5-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY payments-service/package.json payments-service/
COPY client/package.json client/
RUN npm ci --no-audit --no-fund
COPY tsconfig.base.json ./
COPY shared shared
COPY server server
COPY payments-service payments-service
COPY client client
COPY scripts scripts
RUN node --import tsx --conditions=tsudoi scripts/deployment/image-build.ts \
 && cd client && NODE_ENV=production npx vite build --outDir dist --emptyOutDir --logLevel warn

# What runs: no compiler, no test tool, no source.
FROM node:20.19.5-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY payments-service/package.json payments-service/
COPY client/package.json client/
RUN npm ci --omit=dev --workspace=@tsudoi/shared --workspace=@tsudoi/server --workspace=@tsudoi/payments-service --no-audit --no-fund

FROM node:20.19.5-bookworm-slim AS runtime
ENV NODE_ENV=production TZ=UTC
WORKDIR /app
COPY --from=packages /app ./
USER node

FROM runtime AS server
COPY --from=build /app/server/dist server/dist
COPY --from=build /app/client/dist client/dist
ENV PORT=4000 HOST=0.0.0.0 CLIENT_DIST=/app/client/dist
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/readyz').then(a=>process.exit(a.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--enable-source-maps", "server/dist/main.mjs"]

FROM runtime AS payments-service
COPY --from=build /app/payments-service/dist payments-service/dist
ENV PORT=4100 HOST=0.0.0.0 INTERNAL_PORT=4101 INTERNAL_HOST=0.0.0.0
EXPOSE 4100 4101
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/readyz').then(a=>process.exit(a.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--enable-source-maps", "payments-service/dist/main.mjs"]
