// Byte streams over TCP and TLS on Asio; for connection.cpp, server.cpp and client.cpp only.
#pragma once

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>

namespace http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Code = boost::system::error_code;
template <typename T = void>
using Task = asio::awaitable<T>;
using Pieces = std::array<asio::const_buffer, 3>;
inline constexpr auto completion = asio::as_tuple(asio::use_awaitable);
inline constexpr size_t piece_bytes = 65'536;

/// A byte stream with one deadline: when it passes, the socket closes and the waiting step fails.
/// The only place that knows TCP from TLS.
class Stream : public std::enable_shared_from_this<Stream> {
public:
    explicit Stream(asio::any_io_executor executor) : timer_(std::move(executor)) {}
    virtual ~Stream() = default;
    virtual Tcp::socket& socket() = 0;
    virtual Task<bool> handshake() = 0;
    virtual Task<size_t> read(asio::mutable_buffer buffer) = 0;  // 0: it ended.
    virtual Task<bool> write(Pieces pieces) = 0;
    virtual Task<> close() = 0;

    void set_deadline(int64_t milliseconds) {
        uint64_t const turn = ++turn_;
        timer_.expires_after(std::chrono::milliseconds(milliseconds));
        timer_.async_wait([self = shared_from_this(), turn](Code code) {
            if (!code && turn == self->turn_) self->cut();
        });
    }
    void clear_deadline() {
        ++turn_;
        timer_.cancel();
    }
    void cut() {
        Code ignored;
        socket().close(ignored);
    }

    bool idle = false;  // Waits for the first byte of a request. On the stream's strand only.

private:
    asio::steady_timer timer_;
    uint64_t turn_ = 0;
};

class PlainStream final : public Stream {
public:
    explicit PlainStream(Tcp::socket socket)
        : Stream(socket.get_executor()), socket_(std::move(socket)) {}
    Tcp::socket& socket() override { return socket_; }
    Task<bool> handshake() override { co_return true; }
    Task<size_t> read(asio::mutable_buffer buffer) override {
        auto const [code, count] = co_await socket_.async_read_some(buffer, completion);
        co_return code ? 0 : count;
    }
    Task<bool> write(Pieces pieces) override {
        auto const [code, count] = co_await asio::async_write(socket_, pieces, completion);
        co_return !code;
    }
    /// Reads on for a while: closing with unread bytes would take the reply from the other side.
    Task<> close() override {
        Code ignored;
        socket_.shutdown(Tcp::socket::shutdown_send, ignored);
        std::array<char, 4096> rest;
        for (int i = 0; i < 256; ++i)
            if (co_await read(asio::buffer(rest)) == 0) break;
        cut();
    }

private:
    Tcp::socket socket_;
};

class SecureStream final : public Stream {
public:
    SecureStream(Tcp::socket socket, asio::ssl::context& context)
        : Stream(socket.get_executor()), stream_(std::move(socket), context) {}
    Tcp::socket& socket() override { return stream_.next_layer(); }
    Task<bool> handshake() override {
        auto const [code] =
            co_await stream_.async_handshake(asio::ssl::stream_base::server, completion);
        co_return !code;
    }
    Task<size_t> read(asio::mutable_buffer buffer) override {
        auto const [code, count] = co_await stream_.async_read_some(buffer, completion);
        co_return code ? 0 : count;
    }
    Task<bool> write(Pieces pieces) override {
        auto const [code, count] = co_await asio::async_write(stream_, pieces, completion);
        co_return !code;
    }
    Task<> close() override {
        co_await stream_.async_shutdown(completion);
        cut();
    }

private:
    asio::ssl::stream<Tcp::socket> stream_;
};

}  // namespace http
