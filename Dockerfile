# The S3 server that docker-compose.yml starts: the same version that the tests run against.
FROM golang:1.26 AS gateway-build
RUN CGO_ENABLED=0 GOBIN=/out go install github.com/versity/versitygw/cmd/versitygw@v1.8.0

FROM scratch AS objects
COPY --from=gateway-build /out/versitygw /versitygw
ENTRYPOINT ["/versitygw"]

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /loupe ./cmd/loupe && mkdir /data

FROM scratch AS loupe
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /loupe /loupe
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV LOUPE_LISTEN=0.0.0.0:8080 LOUPE_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/loupe"]
CMD ["serve"]
