# docker build -t planwright . && docker run --rm -v "$PWD:/work" planwright check .
FROM node:22-alpine AS build
WORKDIR /src
COPY . .
RUN npm ci && node scripts/pack.mjs && mkdir /package && tar -xzf dist/planwright-*.tgz -C /package --strip-components 1 \
  && rm -rf /package/dist/types /package/dist/engine.cjs

FROM node:22-alpine
COPY --from=build /package /opt/planwright
RUN ln -s /opt/planwright/bin/planwright.mjs /usr/local/bin/planwright
USER node
WORKDIR /work
ENTRYPOINT ["planwright"]
CMD ["check", "."]
