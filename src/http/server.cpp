// Listening, accepting within the caps, threads, and the graceful end.
#include "http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "http/connection.hpp"

namespace http {

struct Server::State : Shared {
    State(Application& application_given, ServerSettings settings_given)
        : Shared(application_given, std::move(settings_given)),
          io(settings.io_threads),
          acceptor(io),
          signals(io) {}

    Task<> accept();
    void admit(Tcp::socket socket);
    void drain();
    Task<> wait_until_empty();
    bool take_address(std::string const& address);
    void leave(std::string const& address, std::shared_ptr<Stream> const& stream);

    asio::io_context io;
    Tcp::acceptor acceptor;
    asio::signal_set signals;
    std::function<void()> stopping;
    std::atomic<int64_t> live = 0;
    std::atomic<int64_t> accepted = 0;
    std::atomic<int64_t> turned_away = 0;
    std::mutex mutex;  // Over the two below.
    std::map<std::string, int32_t> per_address;
    std::set<std::shared_ptr<Stream>> streams;
};

bool Server::State::take_address(std::string const& address) {
    std::lock_guard const lock(mutex);
    int32_t& count = per_address[address];
    if (count >= settings.limits.connections_per_address) return false;
    ++count;
    return true;
}

void Server::State::leave(std::string const& address, std::shared_ptr<Stream> const& stream) {
    stream->clear_deadline();
    stream->cut();
    --live;
    std::lock_guard const lock(mutex);
    streams.erase(stream);
    if (--per_address[address] == 0) per_address.erase(address);
}

void Server::State::admit(Tcp::socket socket) {
    Code ignored;
    std::string const address = socket.remote_endpoint(ignored).address().to_string();
    ++accepted;
    if (live >= settings.limits.connections || !take_address(address)) {
        ++turned_away;
        return;  // The socket closes itself.
    }
    ++live;
    socket.set_option(Tcp::no_delay(true), ignored);
    auto const executor = socket.get_executor();
    std::shared_ptr<Stream> stream;
    if (tls) {
        stream = std::make_shared<SecureStream>(std::move(socket), *tls);
    } else {
        stream = std::make_shared<PlainStream>(std::move(socket));
    }
    {
        std::lock_guard const lock(mutex);
        streams.insert(stream);
    }
    auto connection = std::make_shared<Connection>(*this, stream, address);
    auto begin = [connection]() -> Task<> { return connection->run(); };
    asio::co_spawn(executor, begin, [this, address, stream, connection](std::exception_ptr) {
        leave(address, stream);
    });
}

Task<> Server::State::accept() {
    while (!draining) {
        auto [code, socket] = co_await acceptor.async_accept(asio::make_strand(io), completion);
        if (code == asio::error::operation_aborted) co_return;
        if (!code) {
            admit(std::move(socket));
            continue;
        }
        asio::steady_timer pause(io);  // No descriptors left, for example: later there may be.
        pause.expires_after(std::chrono::milliseconds(50));
        co_await pause.async_wait(completion);
    }
}

Task<> Server::State::wait_until_empty() {
    for (int64_t waited = 0; live > 0 && waited < settings.limits.stop_ms; waited += 20) {
        asio::steady_timer pause(io);
        pause.expires_after(std::chrono::milliseconds(20));
        co_await pause.async_wait(completion);
    }
    io.stop();
}

void Server::State::drain() {
    if (draining.exchange(true)) return;
    Code ignored;
    acceptor.close(ignored);
    signals.cancel(ignored);
    if (stopping) stopping();
    std::lock_guard const lock(mutex);
    for (auto const& stream : streams)
        asio::post(stream->socket().get_executor(), [stream] {
            if (stream->idle) stream->cut();
        });
    asio::co_spawn(io, wait_until_empty(), [](std::exception_ptr) {});
}

Server::Server(Application& application, ServerSettings settings)
    : state_(std::make_unique<State>(application, std::move(settings))) {}

Server::~Server() = default;

base::Result<void> Server::listen() {
    State& state = *state_;
    ServerSettings const& settings = state.settings;
    base::Args const args = {{"address", settings.host + ":" + std::to_string(settings.port)}};
    Code code;
    if (!settings.certificate.empty()) {
        state.tls.emplace(asio::ssl::context::tls_server);
        SSL_CTX_set_min_proto_version(state.tls->native_handle(), TLS1_2_VERSION);
        SSL_CTX_set_options(state.tls->native_handle(), SSL_OP_NO_RENEGOTIATION);
        state.tls->use_certificate_chain_file(settings.certificate, code);
        if (!code) state.tls->use_private_key_file(settings.key, asio::ssl::context::pem, code);
        if (code)
            return base::invalid("tls_files", {.file = settings.certificate},
                                 {{"reason", code.message()}});
    }
    auto const address = asio::ip::make_address(settings.host, code);
    if (code) return base::invalid("listen_failed", {}, args);
    Tcp::endpoint const endpoint(address, uint16_t(settings.port));
    state.acceptor.open(endpoint.protocol(), code);
    if (!code) state.acceptor.set_option(Tcp::acceptor::reuse_address(true), code);
    if (!code) state.acceptor.bind(endpoint, code);
    if (!code) state.acceptor.listen(4096, code);
    if (code) return base::fail(base::ErrorKind::unavailable, "listen_failed", {}, args);
    return {};
}

int32_t Server::port() const {
    Code ignored;
    return state_->acceptor.local_endpoint(ignored).port();
}

void Server::run(std::function<void()> const& stopping) {
    State& state = *state_;
    state.stopping = stopping;
    state.signals.add(SIGINT);
    state.signals.add(SIGTERM);
    state.signals.async_wait([&state](Code code, int) {
        if (!code) state.drain();
    });
    asio::co_spawn(state.io, state.accept(), [](std::exception_ptr) {});
    std::vector<std::jthread> threads;
    for (int32_t i = 1; i < state.settings.io_threads; ++i)
        threads.emplace_back([&state] { state.io.run(); });
    state.io.run();
    threads.clear();
    state.workers.join();
}

void Server::stop() {
    asio::post(state_->io, [this] { state_->drain(); });
}

ServerNumbers Server::numbers() const {
    State const& state = *state_;
    return {state.live, state.accepted, state.turned_away, state.queued};
}

}  // namespace http
