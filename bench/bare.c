/*
 * The floor: the least that can answer an INVITE. One UDP socket, no SIP stack, no transactions, no
 * media but a first RTP packet; a byte on standard input answers the newest call. Only for
 * beside-the-phone figures.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DATAGRAM_MAX 4096

struct responder {
    int fd;
    uint16_t port;
    char invite[DATAGRAM_MAX];
    struct sockaddr_in peer;
};

/* The header lines of `request` that a response repeats. */
static void copy_headers(const char *request, char *out, size_t size)
{
    static const char *const repeated[] = {"Via:", "From:", "To:", "Call-ID:", "CSeq:"};
    size_t used = strlen(out);

    for (const char *line = strstr(request, "\r\n"); line != NULL && line[2] != '\r';
         line = strstr(line + 2, "\r\n")) {
        const char *begin = line + 2, *end = strstr(begin, "\r\n");
        for (size_t i = 0; end != NULL && i < sizeof repeated / sizeof repeated[0]; i++) {
            if (strncmp(begin, repeated[i], strlen(repeated[i])) != 0)
                continue;
            used += (size_t)snprintf(
                out + used, size - used, "%.*s%s\r\n", (int)(end - begin), begin,
                i == 2 && memmem(begin, (size_t)(end - begin), "tag=", 4) == NULL ? ";tag=bare"
                                                                                  : "");
        }
    }
}

static void respond(struct responder *r, const char *request, const char *status, const char *body)
{
    char out[2 * DATAGRAM_MAX];

    snprintf(out, sizeof out, "SIP/2.0 %s\r\n", status);
    copy_headers(request, out, sizeof out);
    snprintf(out + strlen(out), sizeof out - strlen(out),
             "Contact: <sip:bare@127.0.0.1:%u>\r\nContent-Type: application/sdp\r\nContent-Length: "
             "%zu\r\n\r\n%s",
             r->port, strlen(body), body);
    sendto(r->fd, out, strlen(out), 0, (struct sockaddr *)&r->peer, sizeof r->peer);
}

static void send_first_packet(const struct responder *r)
{
    const char *media = strstr(r->invite, "m=audio ");
    struct sockaddr_in to = r->peer;
    unsigned char packet[172] = {0x80, 8};

    if (media == NULL)
        return;
    to.sin_port = htons((uint16_t)atoi(media + 8));
    memset(packet + 12, 0x2a, sizeof packet - 12); /* loud PCMA */
    sendto(r->fd, packet, sizeof packet, 0, (struct sockaddr *)&to, sizeof to);
}

static void answer(struct responder *r)
{
    char answer[DATAGRAM_MAX];

    snprintf(answer, sizeof answer,
             "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
             "m=audio %u RTP/AVP 8\r\n",
             r->port);
    respond(r, r->invite, "200 OK", answer);
    send_first_packet(r);
}

static void receive(struct responder *r)
{
    char request[DATAGRAM_MAX];
    socklen_t length = sizeof r->peer;
    ssize_t got =
        recvfrom(r->fd, request, sizeof request - 1, 0, (struct sockaddr *)&r->peer, &length);

    if (got <= 0 || (unsigned char)request[0] == 0x80) /* the caller's RTP */
        return;
    request[got] = '\0';
    if (strncmp(request, "INVITE ", 7) == 0) {
        memcpy(r->invite, request, sizeof request);
        respond(r, request, "180 Ringing", "");
    } else if (strncmp(request, "ACK ", 4) != 0) {
        respond(r, request, "200 OK", "");
    }
}

int main(void)
{
    struct responder r = {.fd = socket(AF_INET, SOCK_DGRAM, 0)};
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof here;
    char byte;

    if (r.fd < 0 || bind(r.fd, (struct sockaddr *)&here, sizeof here) != 0 ||
        getsockname(r.fd, (struct sockaddr *)&here, &length) != 0) {
        perror("bare: cannot bind a UDP socket on loopback");
        return 1;
    }
    r.port = ntohs(here.sin_port);
    printf("udp:127.0.0.1:%u\n", r.port);
    fflush(stdout);
    for (struct pollfd fds[] = {{r.fd, POLLIN, 0}, {0, POLLIN, 0}};;) {
        poll(fds, 2, -1);
        if (fds[0].revents & POLLIN)
            receive(&r);
        if (fds[1].revents != 0) {
            if (read(0, &byte, 1) != 1)
                return 0;
            if (byte == 'a')
                answer(&r);
        }
    }
}
