/** A linked program and its uniforms. */
export interface Program {
  readonly program: WebGLProgram;
  /** Makes it the one that draws. */
  begin(): void;
  uniform(name: string): WebGLUniformLocation | null;
}

/** Programs by name, each made when it is first needed. */
export class Programs {
  readonly #gl: WebGL2RenderingContext;
  readonly #made = new Map<string, Program>();

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** Throws an Error where the shaders do not compile, unless the context is lost. */
  get(name: string, vertex: string, fragment: () => string): Program {
    const there = this.#made.get(name);
    if (there) return there;
    const made = newProgram(this.#gl, vertex, fragment());
    this.#made.set(name, made);
    return made;
  }

  dispose(): void {
    for (const { program } of this.#made.values()) this.#gl.deleteProgram(program);
    this.#made.clear();
  }
}

function newProgram(gl: WebGL2RenderingContext, vertex: string, fragment: string): Program {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`A shader of the viewer does not compile: ${gl.getProgramInfoLog(program)}`);
  }
  const locations = new Map<string, WebGLUniformLocation | null>();
  return {
    program,
    begin: () => gl.useProgram(program),
    uniform(name) {
      if (!locations.has(name)) locations.set(name, gl.getUniformLocation(program, name));
      return locations.get(name) ?? null;
    },
  };
}
