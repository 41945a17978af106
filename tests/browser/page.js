// A phone in a page, on JsSIP. The test drives it from outside (chromium.py): it calls what is in `window.phone`.
import JsSIP from 'jssip';

const QUIET = {echoCancellation: false, noiseSuppression: false, autoGainControl: false}; // they remove a steady tone
const MEDIA = {mediaConstraints: {audio: QUIET, video: false}, pcConfig: {iceServers: []}};
const SAMPLES = 8192; // for judging what is heard: 170 ms

// Only loopback is offered, so that nothing leaves the machine.
const loopbackOnly = sdp =>
    sdp.split('\r\n').filter(line => !line.startsWith('a=candidate:') || / 127\.0\.0\.1 /.test(line)).join('\r\n');

class Phone {
    constructor() {
        this.events = [];
        this.taken = 0; // of the events, by `next`
        this.waiting = [];
        this.change = sdp => sdp; // what a test does to our descriptions
    }

    tell(event, fields = {}) {
        this.events.push({event, at: Math.round(performance.now()), ...fields});
        this.waiting.splice(0).forEach(wake => wake());
    }

    // The next event of this name.
    async next(event) {
        for (;;) {
            const index = this.events.findIndex((it, i) => i >= this.taken && it.event === event);
            if (index >= 0) {
                this.taken = index + 1;
                return this.events[index];
            }
            await new Promise(wake => this.waiting.push(wake));
        }
    }

    // `user`: who we are for the registrar, if not the user of `uri`.
    register(url, uri, password, user = null) {
        this.agent = new JsSIP.UA({
            sockets: [new JsSIP.WebSocketInterface(url)], uri, password, authorization_user: user, register: true,
            session_timers: false, register_expires: 600,
        });
        for (const event of ['connected', 'disconnected', 'registered', 'unregistered', 'registrationFailed'])
            this.agent.on(event, ({cause} = {}) => this.tell(event, {cause}));
        this.agent.on('newRTCSession', ({session, originator}) => {
            if (originator === 'remote')
                this.take(session);
        });
        this.agent.start();
    }

    call(uri, video = false) {
        const session = this.agent.call(uri, {...MEDIA, mediaConstraints: {audio: QUIET, video}, eventHandlers: {
            peerconnection: ({peerconnection}) => this.listen(peerconnection)}});
        this.take(session);
    }

    // With video in front, on whose way alone the audio can go.
    callBehindVideo(uri) {
        const session = this.agent.call(uri, {...MEDIA, pcConfig: {...MEDIA.pcConfig, bundlePolicy: 'max-bundle'}, eventHandlers: {
            peerconnection: ({peerconnection}) => {
                peerconnection.addTransceiver('video', {direction: 'recvonly'});
                this.listen(peerconnection);
            }}});
        this.take(session);
    }

    answer() {
        this.session.answer(MEDIA);
    }

    // A call that rings here is declined.
    hangUp() {
        const rings = this.session.direction === 'incoming' && !this.session.isEstablished();
        this.session.terminate(rings ? {status_code: 603} : {});
    }

    press(digits) {
        this.session.sendDTMF(digits, {transportType: 'RFC2833'});
    }

    // Both return when the peer has agreed.
    hold() {
        return new Promise(done => this.session.hold({}, done));
    }

    resume() {
        return new Promise(done => this.session.unhold({}, done));
    }

    restartIce() {
        return new Promise(done => this.session.renegotiate({rtcOfferConstraints: {iceRestart: true}}, done));
    }

    take(session) {
        this.session = session;
        session.on('peerconnection', ({peerconnection}) => this.listen(peerconnection));
        session.on('sdp', event => {
            if (event.originator === 'local')
                event.sdp = this.change(loopbackOnly(event.sdp));
            this.tell('sdp', {originator: event.originator, type: event.type, sdp: event.sdp});
        });
        let gathered;
        session.on('icecandidate', ({ready}) => {
            clearTimeout(gathered); // JsSIP would wait for the end of gathering, which may take long without a network
            gathered = setTimeout(ready, 100);
        });
        for (const event of ['progress', 'accepted', 'confirmed', 'ended', 'failed', 'hold', 'unhold', 'reinvite'])
            session.on(event, ({cause, originator, response, message} = {}) =>
                this.tell(event, {cause, originator, code: (response || message || {}).status_code}));
        session.on('newDTMF', ({originator, dtmf}) => this.tell('digit', {originator, text: dtmf.tone}));
        if (session.direction === 'incoming')
            this.tell('incoming', {from: session.remote_identity.uri.toString()});
    }

    listen(connection) {
        if (this.connection === connection)
            return;
        this.connection = connection;
        connection.addEventListener('connectionstatechange', () =>
            this.tell('connection', {state: connection.connectionState}));
        connection.addEventListener('track', ({track, streams}) => {
            const stream = streams[0] || new MediaStream([track]);
            const player = document.body.appendChild(new Audio()); // without one, Chromium decodes nothing
            player.srcObject = stream;
            player.play();
            this.context = this.context || new AudioContext();
            this.analyser = new AnalyserNode(this.context, {fftSize: SAMPLES, smoothingTimeConstant: 0});
            this.context.createMediaStreamSource(stream).connect(this.analyser);
        });
    }

    // The level and the strongest frequency of what is played just now.
    heard() {
        if (!this.analyser)
            return {level_db: -120, hz: 0};
        const samples = new Float32Array(SAMPLES), bins = new Float32Array(SAMPLES / 2);
        this.analyser.getFloatTimeDomainData(samples);
        this.analyser.getFloatFrequencyData(bins);
        const power = samples.reduce((sum, x) => sum + x * x, 0) / SAMPLES;
        return {level_db: power > 1e-12 ? 10 * Math.log10(power) : -120,
            hz: bins.indexOf(Math.max(...bins)) * this.context.sampleRate / SAMPLES};
    }

    // What getStats tells, by our names.
    async stats() {
        const all = [...(await this.connection.getStats()).values()];
        const of = type => all.find(it => it.type === type) || {};
        const named = id => all.find(it => it.id === id) || {};
        const incoming = of('inbound-rtp'), transport = of('transport'), pair = named(transport.selectedCandidatePairId);
        return {
            received: incoming.packetsReceived || 0, lost: incoming.packetsLost || 0,
            level: incoming.audioLevel || 0, // of the peaks; 1 is full scale
            sent: of('outbound-rtp').packetsSent || 0,
            dtls: transport.dtlsState, cipher: transport.srtpCipher,
            codec: named(incoming.codecId).mimeType,
            pair: pair.state, ufrag: named(pair.remoteCandidateId).usernameFragment, // of the peer, where it is sent to
        };
    }
}

window.phone = new Phone();
