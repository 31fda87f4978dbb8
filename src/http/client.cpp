// HTTPS requests on Asio and Beast, each on its own little loop with one deadline.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "base/text.hpp"
#include "http/fetch.hpp"
#include "http/head.hpp"
#include "http/stream.hpp"

namespace http {
namespace {

namespace wire = boost::beast::http;
using Written = wire::request<wire::string_body>;

constexpr unsigned written_version = 11;

Written written(FetchRequest const& request, Url const& url) {
    Written out(wire::string_to_verb(std::string(to_text(request.method))), url.target,
                written_version);
    // With its port where that is not the scheme's own: providers make their addresses from it.
    bool const usual = url.port == (url.secure ? "443" : "80");
    out.set(wire::field::host, usual ? url.host : url.host + ":" + url.port);
    out.set(wire::field::connection, "close");
    for (Field const& field : request.fields) out.set(field.name, field.value);
    out.body() = request.body;
    out.prepare_payload();
    return out;
}

template <typename S>
Task<Code> exchange(S& stream, Written& request, Fetched& fetched) {
    auto const [failed, sent] = co_await wire::async_write(stream, request, completion);
    if (failed) co_return failed;
    boost::beast::flat_buffer buffer;
    wire::response_parser<wire::string_body> parser;
    parser.body_limit(fetched_bytes_max);
    auto const [broken, read] = co_await wire::async_read(stream, buffer, parser, completion);
    if (broken) co_return broken;
    fetched.status = int(parser.get().result_int());
    fetched.body = std::move(parser.get().body());
    co_return Code();
}

Task<Code> fetch_over(Tcp::socket& socket, asio::ssl::context& context, Url const& url,
                      Written& request, Fetched& fetched) {
    Tcp::resolver resolver(socket.get_executor());
    auto const [unknown, places] = co_await resolver.async_resolve(url.host, url.port, completion);
    if (unknown) co_return unknown;
    auto const [closed, place] = co_await asio::async_connect(socket, places, completion);
    if (closed) co_return closed;
    if (!url.secure) co_return co_await exchange(socket, request, fetched);
    asio::ssl::stream<Tcp::socket&> stream(socket, context);
    stream.set_verify_mode(asio::ssl::verify_peer);
    stream.set_verify_callback(asio::ssl::host_name_verification(url.host));
    SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
    auto const [foreign] =
        co_await stream.async_handshake(asio::ssl::stream_base::client, completion);
    if (foreign) co_return foreign;
    co_return co_await exchange(stream, request, fetched);
}

bool is_loopback(Url const& url) { return url.host == "127.0.0.1" || url.host == "localhost"; }

base::Result<Fetched> fetch(FetchSettings const& settings, FetchRequest const& request) {
    auto const url = parse_url(request.url);
    if (!url || (!url->secure && !is_loopback(*url))) return base::invalid("fetch_url", {});
    asio::io_context io(1);
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    Code code;
    context.set_default_verify_paths(code);
    if (!settings.trusted_file.empty()) context.load_verify_file(settings.trusted_file, code);
    if (code)
        return base::fail(base::ErrorKind::unavailable, "fetch_failed", {},
                          {{"host", url->host}, {"reason", code.message()}});
    Tcp::socket socket(io);
    Written message = written(request, *url);
    Fetched fetched;
    Code outcome = asio::error::timed_out;
    auto work = [&]() { return fetch_over(socket, context, *url, message, fetched); };
    asio::co_spawn(io, work, [&](std::exception_ptr, Code ended) { outcome = ended; });
    io.run_for(std::chrono::milliseconds(settings.fetch_ms));
    if (outcome)
        return base::fail(base::ErrorKind::unavailable, "fetch_failed", {},
                          {{"host", url->host}, {"reason", outcome.message()}});
    return fetched;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    url.secure = text.starts_with("https://");
    if (!url.secure && !text.starts_with("http://")) return std::nullopt;
    text.remove_prefix(url.secure ? 8 : 7);
    size_t const slash = text.find('/');
    std::string_view place = text.substr(0, slash);
    url.target = slash == text.npos ? "/" : std::string(text.substr(slash));
    size_t const colon = place.find(':');
    url.port = colon == place.npos ? (url.secure ? "443" : "80") : place.substr(colon + 1);
    url.host = place.substr(0, colon);
    auto const port = base::parse_integer(url.port);
    bool const wrong = !is_token(url.host) || !port || *port < 1 || *port > 65'535 ||
                       url.target.find_first_of(" \r\n\t#") != std::string::npos;
    return wrong ? std::nullopt : std::optional(url);
}

Fetch network_fetch(FetchSettings settings) {
    return [settings = std::move(settings)](FetchRequest const& request) {
        return fetch(settings, request);
    };
}

}  // namespace http
