#include "tests/support/fake_hub/file_answer.h"

namespace reverie::fake_hub {
namespace {

struct Range {
    qint64 first;
    qint64 last;
};

/// Of "bytes=5-" or "bytes=5-9"; nothing where no range was asked for or If-Range names another file.
std::optional<Range> rangeOf(const Request& request, qint64 size, const QByteArray& etag)
{
    const QByteArray header = request.header("range");
    const QByteArray condition = request.header("if-range");
    if (!header.startsWith("bytes=") || (!condition.isEmpty() && condition != etag))
        return std::nullopt;
    const QList<QByteArray> ends = header.sliced(6).split('-');
    const QByteArray last = ends.value(1);
    return Range{ends.value(0).toLongLong(), last.isEmpty() ? size - 1 : qMin(last.toLongLong(), size - 1)};
}

QByteArray contentRange(const Range& range, qint64 size)
{
    return "bytes " + QByteArray::number(range.first) + '-' + QByteArray::number(range.last) + '/' +
        QByteArray::number(size);
}

void spoil(QByteArray& bytes)
{
    if (!bytes.isEmpty())
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
}

}  // namespace

std::optional<Answer> faultyAnswer(const Fault& fault)
{
    if (fault.isSignInPage)
        return Answer{200, {{"Content-Type", "text/html; charset=utf-8"}},
            "<!doctype html><title>Sign in to Hotel WiFi</title>", fault};
    if (fault.status == 0 && fault.location.isEmpty())
        return std::nullopt;
    Answer answer{fault.status == 0 ? 302 : fault.status, fault.headers, "Something went wrong", fault};
    if (!fault.location.isEmpty())
        answer.headers.push_back({"Location", fault.location});
    return answer;
}

Answer fileAnswer(const Request& request, const QByteArray& bytes, const QByteArray& etag, const Fault& fault)
{
    const QByteArray said = fault.etag.isEmpty() ? etag : fault.etag;
    Answer answer{
        200, {{"ETag", said}, {"Accept-Ranges", "bytes"}, {"Content-Type", "application/octet-stream"}}, bytes, fault};
    answer.headers.insert(answer.headers.end(), fault.headers.begin(), fault.headers.end());
    if (fault.packs)
        answer.headers.push_back({"Content-Encoding", "gzip"});
    if (fault.spoilsBytes)
        spoil(answer.body);
    const auto range = fault.ignoresRange ? std::nullopt : rangeOf(request, bytes.size(), said);
    if (range && (range->first >= bytes.size() || range->last < range->first)) {
        answer.status = 416;
        answer.headers.push_back({"Content-Range", "bytes */" + QByteArray::number(bytes.size())});
        answer.body.clear();
    } else if (range) {
        answer.status = 206;
        answer.body = answer.body.sliced(range->first, range->last - range->first + 1);
        answer.headers.push_back(
            {"Content-Range", fault.contentRange.isEmpty() ? contentRange(*range, bytes.size()) : fault.contentRange});
    }
    if (request.method == "HEAD") {
        answer.headers.push_back({"Content-Length", QByteArray::number(fault.length.value_or(answer.body.size()))});
        answer.body.clear();
    }
    return answer;
}

}  // namespace reverie::fake_hub
