# Two images: the service (target `app`, either role) and the gateway in front of it (target `gateway`).

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.base.json ./
COPY migrations migrations
COPY src src
RUN node_modules/.bin/tsc --build src && npm prune --omit=dev --no-audit --no-fund

FROM node:24.21.0-bookworm-slim AS app
WORKDIR /holdfast
ENV ENV_FILE=/dev/null
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist/src dist
COPY --from=build /build/dist/migrations migrations
COPY package.json ./
USER node
EXPOSE 3000
CMD ["node", "dist/entrypoints/main.js"]

FROM nginx:1.30.6 AS gateway
COPY nginx /holdfast
USER nginx
EXPOSE 8080
ENTRYPOINT ["/holdfast/start.sh"]
# What arrives before it ends is answered.
STOPSIGNAL SIGQUIT
CMD []
